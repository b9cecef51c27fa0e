package dev.belay.remote.sftp;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A location as restic writes it: {@code sftp:USER@HOST:PATH}, or {@code
 * sftp://USER@HOST:PORT/PATH}, where a path begins at the user's home and {@code //} at the root.
 *
 * @param user empty for what {@code ~/.ssh/config} or the system says
 * @param port 0 for what {@code ~/.ssh/config} says, else 22
 * @param path without a slash at its end
 */
record SftpAddress(String user, String host, int port, String path) {
  private static final Pattern URL =
      Pattern.compile("sftp://(?:([^@/]*)@)?(\\[[^]]+]|[^:/@]+)(?::(\\d{1,5}))?/(.*)");
  private static final Pattern SHORT =
      Pattern.compile("sftp:(?:([^@/]*)@)?(\\[[^]]+]|[^:/@]+):(.*)");

  static SftpAddress parse(String location) {
    Matcher url = URL.matcher(location);
    if (url.matches()) {
      return of(location, url.group(1), url.group(2), url.group(3), url.group(4));
    }
    Matcher brief = SHORT.matcher(location);
    if (!location.startsWith("sftp://") && brief.matches()) {
      return of(location, brief.group(1), brief.group(2), null, brief.group(3));
    }
    throw wrong(location);
  }

  private static SftpAddress of(
      String location, @Nullable String user, String host, @Nullable String port, String path) {
    String login = user == null ? "" : user;
    if (login.contains(":")) {
      throw new BelayException(
          ErrorCode.USAGE,
          "a password does not belong into the address of a repository",
          "use a key, an agent, or the variable BELAY_SFTP_PASSWORD");
    }
    int number = port == null ? 0 : Integer.parseInt(port);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String clean = path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    if (clean.isEmpty() || number > 65535 || bare.startsWith("-") || login.startsWith("-")) {
      throw wrong(location);
    }
    return new SftpAddress(login, bare, number, clean);
  }

  private static BelayException wrong(String location) {
    return new BelayException(
        ErrorCode.USAGE,
        "not the location of a repository: " + location.replaceAll("//[^/]*@", "//…@"),
        "write sftp:USER@HOST:/PATH or sftp://USER@HOST:PORT//PATH");
  }

  @Override
  public String toString() {
    String login = user.isEmpty() ? "" : user + "@";
    String name = host.contains(":") ? "[" + host + "]" : host;
    return port == 0
        ? "sftp:" + login + name + ":" + path
        : "sftp://" + login + name + ":" + port + "/" + path;
  }
}
