package dev.belay.remote.s3;

import dev.belay.store.StoreException;
import dev.belay.store.StoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK's exceptions mean, as {@link dev.belay.store.Store} words it. */
final class S3Failures {
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "SlowDown",
          "InternalError",
          "ServiceUnavailable",
          "OperationAborted",
          "ConditionalRequestConflict",
          "ThrottlingException",
          "BadDigest",
          "IncompleteBody",
          "XAmzContentSHA256Mismatch");

  private static final String KMS =
      "check sse-kms-key-id; the credentials need kms:GenerateDataKey and kms:Decrypt with that key";

  private S3Failures() {}

  /**
   * @param action what was tried, for instance "write s3:…/config"
   */
  static IOException translated(String action, SdkException e) {
    if (e instanceof S3Exception answer) {
      return answered(action, answer);
    }
    if (e instanceof AbortedException) {
      return new IOException(action + " was interrupted", e);
    }
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      return StoreException.passing(action + ": no answer in time", e);
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return StoreException.passing(action + ": no host of that name is known", e);
      }
      if (cause instanceof IOException) {
        return StoreException.passing(action + ": " + said(cause), e);
      }
    }
    if (said(e).contains("credentials")) {
      return new StoreException(
          Kind.NO_ACCESS,
          action + ": no credentials were found",
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws",
          e);
    }
    return new StoreException(Kind.UNABLE, action + ": " + said(e), "", e);
  }

  private static IOException answered(String action, S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    int status = e.statusCode();
    if (status == 404 || status == 410) {
      return caused(new NoSuchFileException(action + ": " + (code.isEmpty() ? "404" : code)), e);
    }
    if (status == 412) {
      return caused(new FileAlreadyExistsException(action), e);
    }
    if (status == 416) {
      return caused(new EOFException(action + ": the range is beyond the end"), e);
    }
    String what = action + ": " + (code.isEmpty() ? "HTTP " + status : code) + message(details);
    if (code.equals("InvalidObjectState")) {
      return new StoreException(
          Kind.UNABLE, what, "the object is archived: restore it in the storage first", e);
    }
    if (PASSING.contains(code)
        || status == 408
        || status == 429
        || (status >= 500 && status != 501)) {
      return StoreException.passing(what, e);
    }
    if (status == 401 || status == 403) {
      return new StoreException(Kind.NO_ACCESS, what, hint(action, code, what), e);
    }
    return new StoreException(Kind.UNABLE, what, wayOut(what), e);
  }

  private static String wayOut(String what) {
    if (what.contains("Bucket is missing Object")) {
      return "use a bucket that was made with object lock, or leave out object-lock";
    }
    return what.contains("KMS.") ? KMS : "";
  }

  private static String hint(String action, String code, String message) {
    if (action.startsWith("delete ")) {
      return "an object lock, a retention period or missing permission forbids it;"
          + " it stays, and whatever is needed is there";
    }
    if (message.contains("kms:")) {
      return KMS;
    }
    return switch (code) {
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
          "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN";
      case "RequestTimeTooSkewed" -> "set this machine's clock";
      // A question after one object alone is refused without a word of why.
      default ->
          "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; they need s3:ListBucket,"
              + " s3:GetObject, s3:PutObject and s3:DeleteObject";
    };
  }

  private static <T extends IOException> T caused(T failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  private static String message(AwsErrorDetails details) {
    String message = details == null ? null : details.errorMessage();
    return message == null || message.isEmpty() ? "" : " (" + message + ")";
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
