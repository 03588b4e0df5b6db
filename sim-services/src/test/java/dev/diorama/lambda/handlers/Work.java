package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Does what the event says, well or badly. */
public class Work implements RequestHandler<Map<String, Object>, Object> {
  private static final String BORN = UUID.randomUUID().toString();

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    if (event.containsKey("sleep")) {
      sleep(((Number) event.get("sleep")).longValue());
    }
    return switch ((String) event.getOrDefault("do", "nothing")) {
      case "nothing" -> Map.of();
      case "echo" -> event;
      case "born" -> BORN;
      case "fail" -> throw new IllegalStateException("as asked", new RuntimeException("because"));
      case "failWithoutWords" -> throw new UnsupportedOperationException();
      case "overflow" -> overflow(0);
      case "exit" -> {
        System.exit(((Number) event.getOrDefault("status", 1)).intValue());
        yield "not reached";
      }
      case "catchExit" -> {
        try {
          Runtime.getRuntime().halt(3);
        } catch (Throwable caught) {
          yield "caught";
        }
        yield "not reached";
      }
      case "large" -> "x".repeat(((Number) event.get("size")).intValue());
      case "log" -> {
        context.getLogger().log("by the context's logger\n");
        context.getLogger().log("bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        System.out.println("x".repeat(5_000));
        yield "logged";
      }
      case "context" -> describe(context);
      case "remaining" -> context.getRemainingTimeInMillis();
      case "thread" -> inThread();
      default -> throw new IllegalArgumentException(event.toString());
    };
  }

  @SuppressWarnings("InfiniteRecursion") // As asked.
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String inThread() {
    String[] seen = new String[1];
    Thread thread = new Thread(() -> seen[0] = System.getenv("AWS_LAMBDA_FUNCTION_NAME"));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return seen[0];
  }

  private static Map<String, Object> describe(Context context) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("requestId", context.getAwsRequestId());
    all.put("logGroup", context.getLogGroupName());
    all.put("logStream", context.getLogStreamName());
    all.put("name", context.getFunctionName());
    all.put("version", context.getFunctionVersion());
    all.put("arn", context.getInvokedFunctionArn());
    all.put("memory", context.getMemoryLimitInMB());
    all.put("remaining", context.getRemainingTimeInMillis());
    CognitoIdentity identity = context.getIdentity();
    all.put("identity", identity == null ? null : identity.getIdentityId());
    all.put("pool", identity == null ? null : identity.getIdentityPoolId());
    ClientContext client = context.getClientContext();
    all.put("custom", client == null ? null : client.getCustom());
    all.put("env", client == null ? null : client.getEnvironment());
    all.put("app", client == null ? null : client.getClient().getAppTitle());
    return all;
  }
}
