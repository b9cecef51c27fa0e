package dev.belay.remote.s3;

import dev.belay.store.Content;
import dev.belay.store.FileKind;
import dev.belay.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Puts objects, each whole and none in the place of another. One request is one object, so there is
 * no part of a file; the sum keeps the server from taking one.
 */
final class S3Upload {
  /** What comes and goes beside them, locks above all, must stay removable. */
  private static final Set<FileKind> HOLDS_BACKUPS =
      Set.of(FileKind.CONFIG, FileKind.KEY, FileKind.SNAPSHOT, FileKind.INDEX, FileKind.PACK);

  private final S3Address address;
  private final S3Options options;
  private final Clock clock;

  /**
   * Whether the server knows {@code If-None-Match}; one that does not is asked before each write.
   */
  private volatile boolean conditional = true;

  /**
   * Where an object goes.
   *
   * @param kind what file it is
   * @param key its name in the bucket
   * @param described how messages call it
   */
  record Target(FileKind kind, String key, String described) {}

  /** Whether there is something in that place. */
  @FunctionalInterface
  interface Exists {
    boolean ask() throws IOException;
  }

  /**
   * @param clock from when objects are retained
   */
  S3Upload(S3Address address, S3Options options, Clock clock) {
    this.address = address;
    this.options = options;
    this.clock = clock;
  }

  /** FileAlreadyExistsException where there is one. */
  void put(S3Client client, Target target, Content content, Exists exists) throws IOException {
    String action = "write " + target.described();
    PutObjectRequest.Builder request = request(target, content);
    if (conditional) {
      try {
        put(client, request.ifNoneMatch("*").build(), content, action);
        return;
      } catch (StoreException e) {
        if (!unknownCondition(e)) {
          throw e;
        }
      }
    }
    if (exists.ask()) {
      throw new FileAlreadyExistsException(target.described());
    }
    put(client, request.ifNoneMatch(null).build(), content, action);
    // Only now it is clear that it was the condition, and nothing else, that the server lacks.
    conditional = false;
  }

  private PutObjectRequest.Builder request(Target target, Content content) throws IOException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(address.bucket())
            .key(target.key())
            .contentType("application/octet-stream")
            .contentLength(content.length())
            .contentMD5(md5(content));
    options.encryption().ifPresent(request::serverSideEncryption);
    options.kmsKey().ifPresent(request::ssekmsKeyId);
    if (target.kind() == FileKind.PACK) {
      options.storageClass().ifPresent(request::storageClass);
    }
    if (HOLDS_BACKUPS.contains(target.kind())) {
      options.retention().ifPresent(retention -> retain(request, retention));
    }
    return request;
  }

  private void retain(PutObjectRequest.Builder request, S3Options.Retention retention) {
    request
        .objectLockMode(retention.mode())
        .objectLockRetainUntilDate(clock.instant().plus(Duration.ofDays(retention.days())));
  }

  private static void put(S3Client client, PutObjectRequest request, Content content, String action)
      throws IOException {
    try {
      client.putObject(
          request,
          RequestBody.fromContentProvider(
              () -> opened(content), content.length(), "application/octet-stream"));
    } catch (SdkException e) {
      throw S3Failures.translated(action, e);
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static InputStream opened(Content content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Servers that do not know the condition say that they have not implemented it. */
  private static boolean unknownCondition(StoreException e) {
    return e.kind() == StoreException.Kind.UNABLE
        && String.valueOf(e.getMessage()).contains("NotImplemented");
  }

  private static String md5(Content content) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    try (InputStream in = content.open()) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }
}
