package dev.belay.remote.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Stands in front of a server, notes the requests, and hands them on as they are, signature and
 * all; those to remove what is locked it refuses as storage with an object lock does.
 */
final class S3Relay implements AutoCloseable {
  /** A request; names of headers in small letters. */
  record Request(String method, String path, Map<String, String> headers) {}

  private static final String REFUSED =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>Access"
          + " Denied because object protected by object lock.</Message></Error>";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final int port;
  private final Predicate<String> locked;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile boolean versions;

  /**
   * @param locked whether the object at a path is
   */
  S3Relay(S3Server behind, Predicate<String> locked) throws IOException {
    this.port = behind.port();
    this.locked = locked;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::relay);
    server.start();
  }

  String location(String bucketAndPrefix) {
    return "s3:http://127.0.0.1:" + server.getAddress().getPort() + "/" + bucketAndPrefix;
  }

  /** From here on it answers as a bucket that keeps what is removed under a mark. */
  void keepVersions() {
    versions = true;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void relay(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().toString();
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      requests.add(new Request(method, path, headers));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (method.equals("DELETE") && locked.test(path)) {
        answer(exchange, 403, REFUSED.getBytes(StandardCharsets.UTF_8));
      } else {
        if (method.equals("DELETE") && versions) {
          exchange.getResponseHeaders().set("x-amz-delete-marker", "true");
        }
        answer(exchange, asked(method, path, headers, body));
      }
    }
  }

  /** The whole answer of the server. */
  private byte[] asked(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach(
        (name, value) -> {
          if (!List.of("connection", "expect").contains(name)) {
            head.append(name).append(": ").append(value).append("\r\n");
          }
        });
    head.append("connection: close\r\n\r\n");
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      request.writeTo(out);
      out.flush();
      return socket.getInputStream().readAllBytes();
    }
  }

  private static void answer(HttpExchange exchange, byte[] whole) throws IOException {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] head = text.substring(0, end).split("\r\n", -1);
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      String name = head[i].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = head[i].substring(colon + 1).strip();
      if (name.equals("content-length") && exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set(name, value);
      } else if (!List.of("content-length", "connection", "date").contains(name)) {
        if (name.equals("transfer-encoding")) {
          throw new IOException("the relay understands no pieces");
        }
        exchange.getResponseHeaders().add(name, value);
      }
    }
    byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
    answer(exchange, Integer.parseInt(head[0].split(" ", -1)[1]), body);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
