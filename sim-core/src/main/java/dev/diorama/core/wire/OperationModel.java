package dev.diorama.core.wire;

import java.lang.reflect.Method;
import org.apiguardian.api.API;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * What the SDK's model classes say of one operation: name, method, path, request and response.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OperationModel {
  private final String name;
  private final OperationInfo info;
  private final Method builder;

  OperationModel(String name, OperationInfo info, Method builder) {
    this.name = name;
    this.info = info;
    this.builder = builder;
  }

  /** The operation's name, as the SDK's request class spells it: that of a service's table. */
  public String name() {
    return name;
  }

  /** The name as the wire spells it: {@code UploadSSHPublicKey}, not {@code UploadSshPublicKey}. */
  String wireName() {
    String id = info.operationIdentifier();
    return id == null ? name : id.substring(id.lastIndexOf('.') + 1);
  }

  OperationInfo info() {
    return info;
  }

  /** An empty builder of its request. */
  SdkPojo newRequest() {
    try {
      return (SdkPojo) builder.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every SDK request class has a public builder()", e);
    }
  }
}
