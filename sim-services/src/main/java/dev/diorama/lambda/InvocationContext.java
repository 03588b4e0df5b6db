package dev.diorama.lambda;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import dev.diorama.lambda.LambdaModel.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The context object of one invocation. */
final class InvocationContext implements Context {
  private final Invocation invocation;
  private final String functionName;
  private final Settings settings;
  private final String logStream;
  private final LambdaLogger logger;
  private final LongSupplier remainingNanos;

  InvocationContext(
      Invocation invocation,
      String functionName,
      Settings settings,
      String logStream,
      LambdaLogger logger,
      LongSupplier remainingNanos) {
    this.invocation = invocation;
    this.functionName = functionName;
    this.settings = settings;
    this.logStream = logStream;
    this.logger = logger;
    this.remainingNanos = remainingNanos;
  }

  @Override
  public String getAwsRequestId() {
    return invocation.requestId();
  }

  @Override
  public String getLogGroupName() {
    return settings.logGroup();
  }

  @Override
  public String getLogStreamName() {
    return logStream;
  }

  @Override
  public String getFunctionName() {
    return functionName;
  }

  @Override
  public String getFunctionVersion() {
    return FunctionRef.LATEST;
  }

  @Override
  public String getInvokedFunctionArn() {
    return invocation.invokedArn();
  }

  /** Who invoked, when it was with credentials of an identity pool; otherwise null, as on AWS. */
  @Override
  public @Nullable CognitoIdentity getIdentity() {
    Principal caller = invocation.caller();
    String identity = first(caller, "cognito-identity.amazonaws.com:sub");
    String pool = first(caller, "cognito-identity.amazonaws.com:aud");
    return identity.isEmpty() ? null : new Identity(identity, pool);
  }

  private static String first(Principal caller, String key) {
    List<String> values = caller.context().getOrDefault(key, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }

  /** What the client sent as X-Amz-Client-Context; null when it sent nothing, as on AWS. */
  @Override
  public @Nullable ClientContext getClientContext() {
    Json sent = invocation.clientContext();
    return sent == null ? null : new SentContext(sent);
  }

  @Override
  public int getRemainingTimeInMillis() {
    return (int) Math.max(0, remainingNanos.getAsLong() / 1_000_000);
  }

  @Override
  public int getMemoryLimitInMB() {
    return settings.memoryMb();
  }

  @Override
  public LambdaLogger getLogger() {
    return logger;
  }

  private record Identity(String id, String pool) implements CognitoIdentity {
    @Override
    public String getIdentityId() {
      return id;
    }

    @Override
    public String getIdentityPoolId() {
      return pool;
    }
  }

  private record SentContext(Json json) implements ClientContext {
    @Override
    public @Nullable Client getClient() {
      return json.get("client").map(SentClient::new).orElse(null);
    }

    @Override
    public @Nullable Map<String, String> getCustom() {
      return strings("custom");
    }

    @Override
    public @Nullable Map<String, String> getEnvironment() {
      return strings("env");
    }

    private @Nullable Map<String, String> strings(String member) {
      if (json.get(member).isEmpty()) {
        return null;
      }
      Map<String, String> values = new LinkedHashMap<>();
      json.get(member)
          .orElseThrow()
          .members()
          .forEach((name, value) -> values.put(name, value.text().orElseGet(value::write)));
      return values;
    }
  }

  private record SentClient(Json json) implements Client {
    @Override
    public @Nullable String getInstallationId() {
      return json.text("installation_id").orElse(null);
    }

    @Override
    public @Nullable String getAppTitle() {
      return json.text("app_title").orElse(null);
    }

    @Override
    public @Nullable String getAppVersionName() {
      return json.text("app_version_name").orElse(null);
    }

    @Override
    public @Nullable String getAppVersionCode() {
      return json.text("app_version_code").orElse(null);
    }

    @Override
    public @Nullable String getAppPackageName() {
      return json.text("app_package_name").orElse(null);
    }
  }
}
