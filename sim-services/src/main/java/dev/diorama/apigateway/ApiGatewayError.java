package dev.diorama.apigateway;

import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;

/** Every refusal of the control plane. Codes and statuses: the "Errors" of each API page. */
enum ApiGatewayError implements ErrorCode {
  BAD_REQUEST("BadRequestException", 400),
  NOT_FOUND("NotFoundException", 404),
  CONFLICT("ConflictException", 409),
  /** What AWS has and Diorama has not; the same code as the router's for whole operations. */
  NOT_BUILT("NotImplemented", 501);

  private final String code;
  private final int status;

  ApiGatewayError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }

  /** A refusal that names what is not simulated. */
  static AwsException notBuilt(String what) {
    return NOT_BUILT.with("Diorama does not simulate " + what + " of API Gateway yet.");
  }
}
