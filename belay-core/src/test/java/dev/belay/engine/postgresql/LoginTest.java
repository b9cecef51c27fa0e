package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Address;
import dev.belay.engine.Credentials;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, on a server that asks one user for one. */
@Tag("server")
final class LoginTest {
  private static final PostgresEngine ENGINE = new PostgresEngine();

  private static Address wary() throws Exception {
    String url = PostgresServers.V15.freshDatabase();
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ROLE IF EXISTS wary");
      statement.execute("CREATE ROLE wary LOGIN PASSWORD 'right'");
      String file;
      try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
        row.next();
        file = row.getString(1);
      }
      statement.execute(
          "COPY (SELECT 'host all wary all scram-sha-256' UNION ALL SELECT 'host all all all trust') TO '"
              + file
              + "'");
      String loaded = loaded(url);
      statement.execute("SELECT pg_reload_conf()");
      while (loaded(url).equals(loaded)) {
        // The server reads its files when it gets to it; a new session shows whether it has.
        Thread.onSpinWait();
      }
    }
    return ENGINE.parse(PostgresServers.as("wary", url)).orElseThrow();
  }

  private static String loaded(String url) throws Exception {
    try (Connection connection = PostgresServers.connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_conf_load_time()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void a_password_is_asked_for_at_each_connection_and_never_shown(@TempDir Path folder)
      throws Exception {
    Address address = wary();
    Credentials right = () -> Optional.of("right".toCharArray());
    Credentials wrong = () -> Optional.of("wrong".toCharArray());
    assertThat(ENGINE.database(address, right).exists()).isTrue();
    assertThatThrownBy(() -> ENGINE.database(address, wrong).exists())
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE);
              assertThat(e.getMessage() + e.hint()).contains("wary").doesNotContain("wrong");
            });
    assertThatThrownBy(() -> ENGINE.database(address, Credentials.NONE).exists())
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
    Path file =
        Files.createFile(
            folder.resolve("pgpass"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "localhost:*:*:wary:right\n");
    String before = System.setProperty("org.postgresql.pgpassfile", file.toString());
    try {
      assertThat(ENGINE.database(address, Credentials.NONE).exists()).isTrue();
    } finally {
      if (before == null) {
        System.clearProperty("org.postgresql.pgpassfile");
      } else {
        System.setProperty("org.postgresql.pgpassfile", before);
      }
    }
  }
}
