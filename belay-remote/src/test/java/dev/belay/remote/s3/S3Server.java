package dev.belay.remote.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real S3 server, s3proxy, over a directory, in a process of its own. */
public final class S3Server implements AutoCloseable {
  static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "test-id", "AWS_SECRET_ACCESS_KEY", "canary-of-a-secret");

  private final Process process;
  private final int port;
  private final Path directory;

  private S3Server(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  public static S3Server start(Path directory) throws IOException, InterruptedException {
    Path files = Files.createDirectories(directory.resolve("objects"));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path properties = directory.resolve("s3proxy.properties");
    Files.write(
        properties,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v2-or-v4",
            // What it has no use for, as encryption and retention, is its client's to test.
            "s3proxy.ignore-unknown-headers=true",
            "s3proxy.identity=" + CREDENTIALS.get("AWS_ACCESS_KEY_ID"),
            "s3proxy.credential=" + CREDENTIALS.get("AWS_SECRET_ACCESS_KEY"),
            "jclouds.provider=filesystem-nio2",
            "jclouds.identity=none",
            "jclouds.credential=none",
            "jclouds.filesystem.basedir=" + files));
    Path log = directory.resolve("s3proxy.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target", "s3-server", "s3proxy.jar").toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    S3Server server = new S3Server(process, port, files);
    if (!server.answersSoon()) {
      server.close();
      throw new AssertionError("the S3 server did not start:\n" + Files.readString(log));
    }
    return server;
  }

  private boolean answersSoon() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    }
    return false;
  }

  /** The location of a repository on it. */
  public String location(String bucketAndPrefix) {
    return "s3:http://127.0.0.1:" + port + "/" + bucketAndPrefix;
  }

  int port() {
    return port;
  }

  /** Where its objects lie: a directory for each bucket. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
