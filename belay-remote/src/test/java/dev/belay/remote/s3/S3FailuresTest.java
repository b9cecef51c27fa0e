package dev.belay.remote.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.store.StoreException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a person is told to do about a refusal. */
class S3FailuresTest {
  @ParameterizedTest
  @CsvSource({
    "400, KMS.NotFoundException, key does not exist, sse-kms-key-id",
    "403, AccessDenied, not authorized to perform: kms:GenerateDataKey, kms:GenerateDataKey",
    "400, InvalidRequest, Bucket is missing Object Lock Configuration, leave out object-lock",
    "400, InvalidRequest, Bucket is missing ObjectLockConfiguration, leave out object-lock",
    "403, AccessDenied, Access Denied, s3:ListBucket",
    "403, InvalidAccessKeyId, unknown, AWS_ACCESS_KEY_ID"
  })
  void itsHintFitsTheReason(int status, String code, String message, String hint) {
    IOException failure =
        S3Failures.translated(
            "write s3:x",
            S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                .build());

    assertThat(failure)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.hint()).contains(hint));
  }
}
