package dev.belay.remote.s3;

import dev.belay.remote.RemoteRepositoryTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class S3RepositoryTest extends RemoteRepositoryTest {
  @TempDir Path place;
  private S3Server server;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = S3Server.start(place);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected String location() {
    return server.location("bucket/some/prefix");
  }

  @Override
  protected Map<String, String> environment() {
    return S3Server.CREDENTIALS;
  }

  @Override
  protected List<String> resticOptions() {
    return List.of();
  }
}
