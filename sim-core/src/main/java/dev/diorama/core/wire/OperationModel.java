package dev.diorama.core.wire;

import java.lang.reflect.Method;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
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
  private final String requestClass;
  private final ClassLoader loader;
  private @Nullable Method builder;

  OperationModel(String name, OperationInfo info, String requestClass, ClassLoader loader) {
    this.name = name;
    this.info = info;
    this.requestClass = requestClass;
    this.loader = loader;
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
      Method known = builder;
      if (known == null) {
        known = Class.forName(requestClass, true, loader).getMethod("builder");
        builder = known;
      }
      return (SdkPojo) known.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(requestClass + " has no public builder()", e);
    }
  }
}
