package dev.diorama.cloudformation;

import dev.diorama.core.cloud.Cloud;
import org.apiguardian.api.API;

/**
 * CloudFormation as a part of a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CloudFormation {
  private CloudFormation() {}

  /** Adds CloudFormation to a cloud. */
  public static CloudFormation install(Cloud cloud, CloudFormationConfig config) {
    CloudFormationService service = new CloudFormationService(cloud, config, new StackStore());
    cloud.router().install(CloudFormationApi.table(service, config));
    return new CloudFormation();
  }
}
