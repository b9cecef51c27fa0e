package dev.belay.remote.s3;

import dev.belay.store.StoreOptions;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes clients, with a bound on every wait and without repetitions of their own. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(15);

  /** How long nothing may come. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** For a pack of 16 MiB at 30 kB/s. */
  private static final Duration ATTEMPT = Duration.ofMinutes(10);

  private S3Clients() {}

  static S3Client open(S3Address address, S3Options s3, StoreOptions options) {
    return S3Client.builder()
        .endpointOverride(address.endpoint())
        .region(Region.of(s3.region()))
        .credentialsProvider(credentials(s3, options))
        .httpClient(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SILENCE)
                .build())
        .overrideConfiguration(
            o ->
                o.apiCallAttemptTimeout(ATTEMPT)
                    .apiCallTimeout(ATTEMPT)
                    .retryStrategy(DefaultRetryStrategy.doNotRetry()))
        // Every upload has its MD5 sum, which all servers know; the newer sums some refuse.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(
            S3Configuration.builder()
                .pathStyleAccessEnabled(s3.pathStyle())
                .chunkedEncodingEnabled(false)
                .build())
        .build();
  }

  /** The variables that were handed over, else the chain of the SDK: profile, container, host. */
  private static AwsCredentialsProvider credentials(S3Options s3, StoreOptions options) {
    Optional<String> id = options.variable("AWS_ACCESS_KEY_ID");
    Optional<String> secret = options.variable("AWS_SECRET_ACCESS_KEY");
    if (s3.profile().isEmpty() && id.isPresent() && secret.isPresent()) {
      return StaticCredentialsProvider.create(
          options
              .variable("AWS_SESSION_TOKEN")
              .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                  token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
              .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
    }
    DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
    s3.profile().ifPresent(chain::profileName);
    return chain.build();
  }
}
