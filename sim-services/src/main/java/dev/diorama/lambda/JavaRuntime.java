package dev.diorama.lambda;

import dev.diorama.core.wire.AwsException;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** The runtimes that run in process. */
enum JavaRuntime {
  JAVA_11("java11", 55),
  JAVA_17("java17", 61),
  JAVA_21("java21", 65),
  JAVA_25("java25", 69);

  private final String id;
  private final int classFileVersion;

  JavaRuntime(String id, int classFileVersion) {
    this.id = id;
    this.classFileVersion = classFileVersion;
  }

  /** The newest class files that it reads. */
  int classFileVersion() {
    return classFileVersion;
  }

  static JavaRuntime of(String id) {
    return find(id).orElseThrow(() -> refusal(id));
  }

  private static Optional<JavaRuntime> find(String id) {
    return Arrays.stream(values()).filter(runtime -> runtime.id.equals(id)).findFirst();
  }

  /** Refuses every runtime but these. */
  static void check(String id) {
    if (find(id).isEmpty()) {
      throw refusal(id);
    }
  }

  private static AwsException refusal(String id) {
    boolean known = Runtime.fromValue(id) != Runtime.UNKNOWN_TO_SDK_VERSION;
    return known
        ? LambdaError.notSimulated(
            "the runtime "
                + id
                + ": handlers run inside its own JVM. Write the handler in Java and set Runtime to"
                + " java11, java17, java21 or java25.")
        : LambdaError.INVALID_PARAMETER_VALUE.with(
            "Value "
                + id
                + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set:"
                + " [java11, java17, java21, java25, and those that Diorama does not run] or be a"
                + " valid ARN");
  }
}
