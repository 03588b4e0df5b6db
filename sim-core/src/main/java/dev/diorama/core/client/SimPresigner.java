package dev.diorama.core.client;

import dev.diorama.core.time.SimClock;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Presigns S3 requests on the instance's clock.
 *
 * <p>The SDK's own {@code S3Presigner} cannot be given a clock: it signs at the machine's time,
 * with a signer of its own, whatever S3 client it is built with. Let it compose the request and
 * presign that again here:
 *
 * <pre>{@code
 * SdkHttpRequest composed = s3Presigner.presignGetObject(...).httpRequest();
 * URI url = simPresigner.presign(composed, Duration.ofMinutes(5)).getUri();
 * }</pre>
 *
 * <p>or give it any plain request for an object's URL. On the wall clock there is no need for it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimPresigner {
  /** The parameters of a signature, as the SDK writes them. */
  private static final List<String> SIGNATURE =
      List.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-Security-Token",
          "X-Amz-SignedHeaders",
          "X-Amz-Signature");

  private final Clock clock;
  private final AwsCredentialsIdentity credentials;
  private final String region;

  /** Presigns with those credentials for that Region. */
  public SimPresigner(SimClock clock, AwsCredentialsIdentity credentials, String region) {
    this.clock = SimAuthScheme.clockOf(clock);
    this.credentials = credentials;
    this.region = region;
  }

  /**
   * The request, presigned; a signature that it carries already is replaced.
   *
   * @param life how long it is good for, from one second to seven days
   */
  public SdkHttpRequest presign(SdkHttpRequest request, Duration life) {
    return AwsV4HttpSigner.create()
        .sign(
            signer ->
                signer
                    .identity(credentials)
                    .request(unsigned(request))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(
                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request();
  }

  private static SdkHttpRequest unsigned(SdkHttpRequest request) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    request
        .rawQueryParameters()
        .forEach(
            (name, values) -> {
              if (!SIGNATURE.contains(name)) {
                query.put(name, values);
              }
            });
    return request.toBuilder().rawQueryParameters(query).removeHeader("Host").build();
  }
}
