package dev.diorama.core.router;

import org.apiguardian.api.API;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * What a service does for one operation: a typed request in, a typed response or an AWS error out.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Rule<Q extends AwsRequest> {
  /** Answers a request that has been authenticated and authorized. */
  SdkResponse apply(Call call, Q request);
}
