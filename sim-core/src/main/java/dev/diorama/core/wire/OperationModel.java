package dev.diorama.core.wire;

import org.apiguardian.api.API;

/**
 * What the SDK's model classes say of one operation: name, method, path, request and response.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OperationModel {
  private final String name;

  OperationModel(String name) {
    this.name = name;
  }

  /** The operation's name, as AWS writes it. */
  public String name() {
    return name;
  }
}
