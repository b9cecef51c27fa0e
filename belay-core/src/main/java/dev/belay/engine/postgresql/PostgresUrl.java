package dev.belay.engine.postgresql;

import dev.belay.engine.Address;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands {@code postgresql://user@host:5432/name?sslmode=require} as the PostgreSQL
 * documentation writes it ("Connection URIs"). Only parts leave this class, never the text: a
 * driver would take a raw URL as instructions. Messages don't repeat the text either, since it may
 * hold a password.
 */
record PostgresUrl(Address address, Optional<String> password) {
  static final String HOST = "host";
  static final String PORT = "port";
  static final String USER = "user";
  static final String DATABASE = "database";

  private static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /** Empty where the text does not begin as such a URL; USAGE where it does and can't be taken. */
  static Optional<PostgresUrl> parse(String reference) {
    for (String scheme : new String[] {"postgresql://", "postgres://"}) {
      if (reference.startsWith(scheme)) {
        return Optional.of(parseRest(reference.substring(scheme.length())));
      }
    }
    return Optional.empty();
  }

  private static PostgresUrl parseRest(String rest) {
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String place = question < 0 ? rest : rest.substring(0, question);
    int at = place.lastIndexOf('@');
    String login = at < 0 ? "" : place.substring(0, at);
    String server = at < 0 ? place : place.substring(at + 1);
    int slash = server.indexOf('/');
    String database = slash < 0 ? "" : decode(server.substring(slash + 1));
    int colon = login.indexOf(':');
    String user = decode(colon < 0 ? login : login.substring(0, colon));
    Map<String, String> parts = new LinkedHashMap<>();
    hostAndPort(slash < 0 ? server : server.substring(0, slash), parts);
    parts.put(USER, user.isEmpty() ? System.getProperty("user.name", "postgres") : user);
    parts.put(DATABASE, database.isEmpty() ? parts.get(USER) : database);
    parameters(query, parts);
    Optional<String> password =
        colon < 0 ? Optional.empty() : Optional.of(decode(login.substring(colon + 1)));
    return new PostgresUrl(address(parts), password);
  }

  private static Address address(Map<String, String> parts) {
    String host = part(parts, HOST);
    String port = part(parts, PORT);
    String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String shownPort = port.equals("5432") ? "" : ":" + port;
    String display =
        "postgresql://"
            + part(parts, USER)
            + "@"
            + shownHost
            + shownPort
            + "/"
            + part(parts, DATABASE);
    return new Address(PostgresEngine.NAME, display, part(parts, DATABASE), parts);
  }

  /** A part that every address of this engine has. */
  static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the address has no " + name);
    }
    return value;
  }

  private static void hostAndPort(String text, Map<String, String> parts) {
    String host = text;
    String port = "5432";
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 0) {
        throw usage("the host's closing bracket is missing");
      }
      host = text.substring(1, end);
      port = text.startsWith("]:", end) ? text.substring(end + 2) : port;
    } else if (colon >= 0) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
    }
    host = decode(host);
    if (host.startsWith("/")) {
      throw usage("unix-domain sockets are not supported, name a host");
    }
    if (host.indexOf(',') >= 0) {
      throw usage("more than one host is not supported, name the one to use");
    }
    parts.put(HOST, host.isEmpty() ? "localhost" : host);
    parts.put(PORT, Integer.toString(number("the port", port, 65_535)));
  }

  private static void parameters(String query, Map<String, String> parts) {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!PARAMETERS.contains(name)) {
        throw usage("the parameter " + name + " is not allowed");
      }
      if (name.equals("sslmode") && !SSL_MODES.contains(value)) {
        throw usage("sslmode is one of " + String.join(", ", SSL_MODES.stream().sorted().toList()));
      }
      if (name.equals("connect_timeout")) {
        number(name, value, 86_400);
      }
      parts.put(name, value);
    }
  }

  private static int number(String what, String text, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw usage(what + " is a number from 1 to " + most);
  }

  private static String decode(String text) {
    try {
      // Unlike in a form, a plus sign stands for itself here.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw usage("a percent sign is not followed by two hexadecimal digits");
    }
  }

  private static BelayException usage(String what) {
    return new BelayException(
        ErrorCode.USAGE,
        "PostgreSQL URL: " + what,
        "write postgresql://user@host:5432/name?sslmode=require; allowed parameters: "
            + String.join(", ", PARAMETERS.stream().sorted().toList()));
  }
}
