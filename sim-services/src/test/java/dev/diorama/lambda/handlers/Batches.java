package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints the texts of a batch; fails at "poison", reports "reject", sleeps at "slow". */
public class Batches implements RequestHandler<Map<String, Object>, Object> {
  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Object each : (List<?>) event.get("Records")) {
      Map<?, ?> record = (Map<?, ?>) each;
      if (record.containsKey("dynamodb")) {
        Map<?, ?> change = (Map<?, ?>) record.get("dynamodb");
        Map<?, ?> image = (Map<?, ?>) change.get("NewImage");
        texts.put(
            (String) change.get("SequenceNumber"),
            (String) ((Map<?, ?>) image.get("text")).get("S"));
      } else {
        texts.put((String) record.get("messageId"), (String) record.get("body"));
      }
    }
    System.out.println("BATCH " + String.join(",", texts.values()));
    if (texts.containsValue("slow")) {
      sleep();
    }
    if (texts.containsValue("poison")) {
      throw new IllegalStateException("poison");
    }
    List<Map<String, String>> failures = new ArrayList<>();
    texts.forEach(
        (id, text) -> {
          if (text.startsWith("reject")) {
            failures.add(Map.of("itemIdentifier", id));
          }
        });
    return texts.containsValue("gibberish")
        ? Map.of("batchItemFailures", List.of(Map.of("item", "x")))
        : Map.of("batchItemFailures", failures);
  }

  private static void sleep() {
    try {
      Thread.sleep(2_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a stream's event by the classes that AWS publishes for it. */
  public static class Typed implements RequestHandler<DynamodbEvent, String> {
    @SuppressWarnings("JavaUtilDate") // So it is in the class that AWS publishes.
    @Override
    public String handleRequest(DynamodbEvent event, Context context) {
      for (DynamodbEvent.DynamodbStreamRecord record : event.getRecords()) {
        System.out.println(
            "RECORD "
                + List.of(
                    record.getEventID(),
                    record.getEventName(),
                    record.getEventVersion(),
                    record.getEventSource(),
                    record.getAwsRegion(),
                    record.getEventSourceARN(),
                    record.getDynamodb().getKeys().get("id").getS(),
                    record.getDynamodb().getNewImage().get("n").getN(),
                    record.getDynamodb().getNewImage().get("list").getL().size(),
                    record.getDynamodb().getNewImage().get("bytes").getB().get(1),
                    record.getDynamodb().getSequenceNumber(),
                    record.getDynamodb().getSizeBytes(),
                    record.getDynamodb().getStreamViewType(),
                    record.getDynamodb().getApproximateCreationDateTime().getTime() / 1000,
                    record.getUserIdentity().getPrincipalId()));
      }
      return "";
    }
  }

  /** Reads a queue's event by the classes that AWS publishes for it. */
  public static class Messages implements RequestHandler<SQSEvent, String> {
    @Override
    public String handleRequest(SQSEvent event, Context context) {
      for (SQSEvent.SQSMessage message : event.getRecords()) {
        System.out.println(
            "MESSAGE "
                + List.of(
                    message.getMessageId(),
                    message.getBody(),
                    message.getMd5OfBody(),
                    message.getEventSource(),
                    message.getEventSourceArn(),
                    message.getAwsRegion(),
                    message.getAttributes().get("ApproximateReceiveCount"),
                    message.getMessageAttributes().get("kind").getStringValue(),
                    message.getMessageAttributes().get("kind").getDataType()));
      }
      return "";
    }
  }
}
