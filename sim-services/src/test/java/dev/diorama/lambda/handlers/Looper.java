package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sets off itself, by way of a queue or directly. */
public class Looper implements RequestHandler<Map<String, Object>, String> {
  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    System.out.println("TURN");
    if (event.containsKey("Records")) {
      try (SqsClient sqs = SqsClient.create()) {
        sqs.sendMessage(
            r ->
                r.queueUrl("https://sqs.us-east-1.amazonaws.com/123456789012/loop")
                    .messageBody("again"));
      }
    } else {
      try (LambdaClient lambda = LambdaClient.create()) {
        lambda.invoke(
            r ->
                r.functionName(context.getFunctionName())
                    .invocationType(
                        event.containsKey("sync")
                            ? InvocationType.REQUEST_RESPONSE
                            : InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String("{}")));
      }
    }
    return "";
  }
}
