package dev.diorama.cache.dax;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/**
 * The errors of DAX's control plane, and those that the data plane makes itself.
 *
 * <p>Codes are documented: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ (DAX).
 * Status 400 is the rule of AWS JSON 1.1.
 */
enum DaxError implements ErrorCode {
  CLUSTER_ALREADY_EXISTS("ClusterAlreadyExistsFault"),
  CLUSTER_NOT_FOUND("ClusterNotFoundFault"),
  INVALID_CLUSTER_STATE("InvalidClusterStateFault"),
  NODE_NOT_FOUND("NodeNotFoundFault"),
  NODE_QUOTA_FOR_CLUSTER("NodeQuotaForClusterExceededFault"),
  NODE_QUOTA_FOR_CUSTOMER("NodeQuotaForCustomerExceededFault"),
  SUBNET_GROUP_ALREADY_EXISTS("SubnetGroupAlreadyExistsFault"),
  SUBNET_GROUP_NOT_FOUND("SubnetGroupNotFoundFault"),
  SUBNET_GROUP_IN_USE("SubnetGroupInUseFault"),
  SUBNET_GROUP_QUOTA("SubnetGroupQuotaExceededFault"),
  SUBNET_QUOTA("SubnetQuotaExceededFault"),
  INVALID_SUBNET("InvalidSubnet"),
  PARAMETER_GROUP_ALREADY_EXISTS("ParameterGroupAlreadyExistsFault"),
  PARAMETER_GROUP_NOT_FOUND("ParameterGroupNotFoundFault"),
  PARAMETER_GROUP_QUOTA("ParameterGroupQuotaExceededFault"),
  INVALID_PARAMETER_GROUP_STATE("InvalidParameterGroupStateFault"),
  INVALID_PARAMETER_VALUE("InvalidParameterValueException"),
  INVALID_PARAMETER_COMBINATION("InvalidParameterCombinationException"),
  INVALID_ARN("InvalidARNFault"),
  TAG_NOT_FOUND("TagNotFoundFault"),
  TAG_QUOTA("TagQuotaPerResourceExceeded"),
  ACCESS_DENIED("AccessDeniedException"),
  VALIDATION("ValidationException"),
  THROTTLING("ThrottlingException"),

  /** No node, or no primary, to answer; how DAX says so is not documented. */
  UNAVAILABLE("ServiceUnavailable", 503);

  private final String code;
  private final int status;

  DaxError(String code) {
    this(code, 400);
  }

  DaxError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** A value that is none of an enumeration's, in AWS's words for every service of its kind. */
  static AwsException notOneOf(String member, String value, String set) {
    return VALIDATION.with(
        "1 validation error detected: Value '"
            + value
            + "' at '"
            + member
            + "' failed to satisfy constraint: Member must satisfy enum value set: ["
            + set
            + "]");
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }
}
