package dev.diorama.lambda;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.lambda.LambdaModel.Function;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The credentials of one execution environment: a session of the function's role. */
final class RoleSession implements AwsCredentialsProvider {
  /** Renewed this long before they expire; assumed, the SDK's own providers do the same. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final Cloud cloud;
  private final String account;
  private final String region;
  private final String functionArn;
  private final String functionName;
  private final String role;
  private Credentials credentials;

  /** A session that begins now, in the course of {@code call}. */
  RoleSession(Cloud cloud, Call call, Function function) {
    this.cloud = cloud;
    this.account = function.ref.account();
    this.region = function.ref.region();
    this.functionArn = function.arn();
    this.functionName = function.ref.name();
    this.role = function.settings.role();
    this.credentials = assume(call, account, functionArn, functionName, role);
  }

  /**
   * Assumes a function's role as Lambda does.
   *
   * @throws AwsException as STS refuses
   */
  static Credentials assume(
      Call call, String account, String functionArn, String functionName, String role) {
    return call.send(
            Principal.service("lambda.amazonaws.com", account, functionArn),
            AssumeRoleRequest.builder().roleArn(role).roleSessionName(functionName).build(),
            AssumeRoleResponse.class)
        .credentials();
  }

  @Override
  public synchronized AwsCredentials resolveCredentials() {
    Credentials current = current();
    return AwsSessionCredentials.builder()
        .accessKeyId(current.accessKeyId())
        .secretAccessKey(current.secretAccessKey())
        .sessionToken(current.sessionToken())
        .expirationTime(current.expiration())
        .build();
  }

  /** The credentials, renewed when they are about to expire. */
  synchronized Credentials current() {
    Instant expiration = credentials.expiration();
    if (expiration != null && !cloud.clock().instant().isBefore(expiration.minus(MARGIN))) {
      credentials = renewed();
    }
    return credentials;
  }

  /** Renewal is Lambda's work beside the function's: it costs no invocation time. */
  private Credentials renewed() {
    return cloud
        .router()
        .internal(
            "lambda",
            "RenewRoleSession",
            Principal.service("lambda.amazonaws.com", account, functionArn),
            region,
            call -> assume(call, account, functionArn, functionName, role));
  }
}
