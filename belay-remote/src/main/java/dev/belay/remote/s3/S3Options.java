package dev.belay.remote.s3;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.StoreOptions;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of S3 storage.
 *
 * @param region where the bucket is
 * @param pathStyle whether the bucket stands in the path, and not in the host's name
 * @param storageClass of packs; the small files beside them are read too often for a colder one
 * @param encryption of the server: {@code AES256} or {@code aws:kms}
 * @param kmsKey which key of the server's
 * @param retention how long the objects that hold backups can't be removed
 * @param profile whose credentials to take from {@code ~/.aws}
 * @param pageSize how many objects one answer to a listing has at most
 */
record S3Options(
    String region,
    boolean pathStyle,
    Optional<String> storageClass,
    Optional<String> encryption,
    Optional<String> kmsKey,
    Optional<Retention> retention,
    Optional<String> profile,
    int pageSize) {

  /**
   * An object lock that each object is written with.
   *
   * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
   * @param days how long it holds
   */
  record Retention(String mode, int days) {}

  static final Set<String> NAMES =
      Set.of(
          "region",
          "path-style",
          "storage-class",
          "sse",
          "sse-kms-key-id",
          "object-lock",
          "object-lock-days",
          "profile");

  private static final int PAGE_SIZE = 1000;

  static S3Options of(S3Address address, StoreOptions given) {
    String region =
        given
            .value("region")
            .or(address::region)
            .or(() -> given.variable("AWS_REGION"))
            .or(() -> given.variable("AWS_DEFAULT_REGION"))
            .orElse("us-east-1");
    return new S3Options(
        region,
        given.value("path-style").map(S3Options::flag).orElse(!address.amazon()),
        given.value("storage-class"),
        given.value("sse").map(S3Options::encryption),
        given.value("sse-kms-key-id"),
        retention(given),
        given.value("profile"),
        PAGE_SIZE);
  }

  /** The same with other pages. */
  S3Options withPageSize(int size) {
    return new S3Options(
        region, pathStyle, storageClass, encryption, kmsKey, retention, profile, size);
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("path-style should be true or false, not " + text);
    };
  }

  private static String encryption(String text) {
    if (!Set.of("AES256", "aws:kms", "aws:kms:dsse").contains(text)) {
      throw wrong("sse should be AES256 or aws:kms, not " + text);
    }
    return text;
  }

  private static Optional<Retention> retention(StoreOptions given) {
    Optional<String> mode = given.value("object-lock");
    Optional<String> days = given.value("object-lock-days");
    if (mode.isPresent() != days.isPresent()) {
      throw wrong("object-lock and object-lock-days are given together or not at all");
    }
    if (mode.isEmpty()) {
      return Optional.empty();
    }
    if (!Set.of("GOVERNANCE", "COMPLIANCE").contains(mode.get())) {
      throw wrong("object-lock should be GOVERNANCE or COMPLIANCE, not " + mode.get());
    }
    if (!days.get().matches("[1-9][0-9]{0,4}")) {
      throw wrong("object-lock-days should be a number of days, not " + days.get());
    }
    return Optional.of(new Retention(mode.get(), Integer.parseInt(days.get())));
  }

  private static BelayException wrong(String what) {
    return new BelayException(ErrorCode.USAGE, what, "it is an option of a repository at s3:");
  }
}
