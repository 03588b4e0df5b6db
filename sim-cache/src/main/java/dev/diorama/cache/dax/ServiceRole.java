package dev.diorama.cache.dax;

import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * The service role of one cluster: as this, and never as its caller, DAX speaks to DynamoDB.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.access-control.html. How
 * long a session lasts and when it is renewed is not said; assumed are an hour and five minutes
 * before its end.
 */
final class ServiceRole {
  static final String SERVICE = "dax.amazonaws.com";
  static final int SESSION_SECONDS = 3_600;
  static final long RENEW_AHEAD_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final String roleArn;
  private final String clusterArn;
  private final String account;
  private final String sessionName;
  private final SimClock clock;
  private @Nullable Credentials credentials;

  ServiceRole(
      String roleArn, String clusterArn, String account, String sessionName, SimClock clock) {
    this.roleArn = roleArn;
    this.clusterArn = clusterArn;
    this.account = account;
    this.sessionName = sessionName;
    this.clock = clock;
  }

  /** The cluster itself, before it has assumed anything. */
  Principal service() {
    return Principal.service(SERVICE, account, clusterArn);
  }

  /** The role's session, renewed when it ends soon or is no longer valid. */
  Principal session(Call call) {
    Credentials held = credentials;
    if (held != null && clock.nanosAt(held.expiration()) - clock.nanos() > RENEW_AHEAD_NANOS) {
      try {
        return call.resolve(held.accessKeyId(), held.sessionToken());
      } catch (AuthFailure e) {
        // Revoked before its time: a new session may do, and if not that failure is the answer.
        credentials = null;
      }
    }
    Credentials fresh = assume(call);
    credentials = fresh;
    try {
      return call.resolve(fresh.accessKeyId(), fresh.sessionToken());
    } catch (AuthFailure e) {
      credentials = null;
      throw DaxError.ACCESS_DENIED.with(
          "The session of " + roleArn + " is not valid: " + e.kind() + " " + e.detail());
    }
  }

  private Credentials assume(Call call) {
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn(roleArn)
            .roleSessionName(sessionName)
            .durationSeconds(SESSION_SECONDS)
            .build();
    try {
      return call.send(service(), request, AssumeRoleResponse.class).credentials();
    } catch (AwsException e) {
      // In the code and status of DynamoDB's API, which the caller speaks; words as STS has them.
      throw DaxError.ACCESS_DENIED.with(e.message());
    }
  }
}
