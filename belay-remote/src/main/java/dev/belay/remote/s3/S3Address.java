package dev.belay.remote.s3;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A location as restic writes it: {@code s3:https://HOST/BUCKET/PREFIX}, {@code
 * s3:HOST/BUCKET/PREFIX} or {@code s3://HOST/BUCKET/PREFIX}; without a scheme it is https.
 *
 * @param endpoint scheme, host and port
 * @param prefix what all keys begin with: empty, or without a slash at its ends
 */
record S3Address(URI endpoint, String bucket, String prefix) {
  private static final Pattern AMAZON =
      Pattern.compile("s3(?:[.-]([a-z0-9-]+))?\\.amazonaws\\.com(\\.cn)?");

  static S3Address parse(String location) {
    String rest = location.substring(location.indexOf(':') + 1);
    if (rest.startsWith("//")) {
      rest = rest.substring(2);
    }
    String lower = rest.toLowerCase(Locale.ROOT);
    boolean whole = lower.startsWith("https://") || lower.startsWith("http://");
    URI uri;
    try {
      uri = new URI(whole ? rest : "https://" + rest);
    } catch (URISyntaxException e) {
      throw wrong(location, "it is no address", e);
    }
    if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw wrong(location, "it has no host, or more than host and path", null);
    }
    if (uri.getUserInfo() != null) {
      throw new BelayException(
          ErrorCode.USAGE,
          "credentials do not belong into the address of a repository",
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a profile");
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/+", "/");
    if (bucket.isEmpty()) {
      throw wrong(location, "it names no bucket", null);
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return new S3Address(URI.create(uri.getScheme() + "://" + host + port), bucket, prefix);
  }

  private static BelayException wrong(String location, String why, @Nullable Throwable cause) {
    // A password that was put there by mistake is not repeated.
    String shown = location.replaceAll("//[^/]*@", "//…@");
    return new BelayException(
        ErrorCode.USAGE,
        "not the location of a repository: " + shown + ": " + why,
        "write s3:https://HOST/BUCKET/PREFIX",
        cause);
  }

  /** Whether this is Amazon's own service, which wants the bucket in the host's name. */
  boolean amazon() {
    return AMAZON.matcher(endpoint.getHost()).matches();
  }

  /** The region that an endpoint of Amazon's names. */
  Optional<String> region() {
    Matcher host = AMAZON.matcher(endpoint.getHost());
    return host.matches() ? Optional.ofNullable(host.group(1)) : Optional.empty();
  }

  /** The key of a path below the prefix. */
  String key(String path) {
    return prefix.isEmpty() ? path : prefix + "/" + path;
  }

  @Override
  public String toString() {
    return "s3:" + endpoint + "/" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
