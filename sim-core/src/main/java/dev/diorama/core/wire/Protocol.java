package dev.diorama.core.wire;

import org.apiguardian.api.API;

/**
 * The AWS wire protocols that Diorama speaks.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Protocol {
  /** AWS JSON 1.0: one POST, {@code X-Amz-Target} names the operation (DynamoDB, DAX). */
  JSON_1_0,
  /** AWS JSON 1.1 (Cognito). */
  JSON_1_1,
  /** AWS Query: form parameters in, XML out (IAM, STS, CloudFormation). */
  QUERY,
  /** REST with JSON bodies (Lambda, API Gateway). */
  REST_JSON,
  /** REST with XML bodies (S3, CloudFront). */
  REST_XML,
  /** Smithy RPC v2 with CBOR bodies: the operation in the path (CloudWatch's newer clients). */
  RPC_V2_CBOR;

  /** True for the two protocols in which path and method name the operation. */
  public boolean rest() {
    return this == REST_JSON || this == REST_XML;
  }
}
