package dev.diorama.lambda;

import dev.diorama.core.json.Json;
import dev.diorama.lambda.sandbox.FunctionCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** The state of a function, as far as the SDK's own classes do not say it. */
final class LambdaModel {
  private LambdaModel() {}

  /**
   * What a function is configured to be.
   *
   * @param timeoutSeconds how long an invocation may take
   * @param memoryMb memory, which also sets its share of CPU
   * @param variables the function's own environment variables
   * @param vpc subnets and security groups, recorded; null when it is attached to none
   * @param tracing X-Ray mode, recorded
   * @param snapStart recorded; has an effect on published versions only, which are not simulated
   * @param logGroup where its log lines go
   * @param deadLetters ARN of where events go that were given up; empty when there is none
   */
  record Settings(
      String runtime,
      String role,
      String handler,
      String description,
      int timeoutSeconds,
      int memoryMb,
      Map<String, String> variables,
      int ephemeralMb,
      String architecture,
      @Nullable VpcConfig vpc,
      String tracing,
      String kmsKeyArn,
      String snapStart,
      String logGroup,
      String deadLetters) {
    Settings {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    Duration timeout() {
      return Duration.ofSeconds(timeoutSeconds);
    }
  }

  /**
   * A function's code.
   *
   * @param uploaded the unpacked package; empty when the code is the application's class path
   * @param size bytes of the package; 0 for the class path
   * @param sha256 hash of the package, base64
   */
  record Code(Optional<FunctionCode> uploaded, long size, String sha256) {}

  /**
   * How asynchronous events are retried and where they go in the end. Defaults documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
   *
   * @param onSuccess ARN of a destination; empty when there is none
   * @param onFailure ARN of a destination; empty when there is none
   */
  record AsyncSettings(
      int retries, Duration maxAge, String onSuccess, String onFailure, Instant modified) {
    static final int RETRIES = 2;
    static final Duration MAX_AGE = Duration.ofHours(6);

    static AsyncSettings usual(Instant modified) {
      return new AsyncSettings(RETRIES, MAX_AGE, "", "", modified);
    }
  }

  /** One function; its fields are touched while holding the turn. */
  static final class Function {
    final FunctionRef ref;
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, Json> permissions = new LinkedHashMap<>();
    Settings settings;
    Code code;
    Instant modified;
    String revisionId;
    OptionalInt reserved = OptionalInt.empty();
    Optional<AsyncSettings> async = Optional.empty();
    boolean mayLoop;

    /** The classes that run, found when the first environment needs them. */
    @Nullable FunctionCode loaded;

    Function(FunctionRef ref, Settings settings, Code code, Instant modified, String revisionId) {
      this.ref = ref;
      this.settings = settings;
      this.code = code;
      this.modified = modified;
      this.revisionId = revisionId;
    }

    String arn() {
      return ref.arn();
    }

    /** The resource policy; empty when no permission was ever added. */
    Optional<Json> policy() {
      return permissions.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Json.object()
                  .put("Version", "2012-10-17")
                  .put("Id", "default")
                  .put("Statement", new Json.Arr(java.util.List.copyOf(permissions.values())))
                  .build());
    }
  }
}
