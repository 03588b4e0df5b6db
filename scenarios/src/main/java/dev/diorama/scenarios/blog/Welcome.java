package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/**
 * The table's stream: every new subscriber gets one welcome mail.
 *
 * <p>The function runs in every Region of the global table and sees every subscriber in each. Only
 * the Region that the subscriber's item names writes the mail, and there a {@link WelcomeMark}
 * makes sure that a record that is delivered twice is answered once.
 */
public final class Welcome implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  private final String region = variable("AWS_REGION");
  private final String sender = variable("SENDER");
  private final String siteUrl = variable("SITE_URL");
  private final WelcomeMark marks =
      new WelcomeMark(DynamoDbClient.create(), variable("TABLE_NAME"));
  private final SesV2Client mail = SesV2Client.create();

  private static String variable(String name) {
    return Objects.requireNonNull(System.getenv(name), () -> "the environment lacks " + name);
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    List<StreamsEventResponse.BatchItemFailure> failures = new ArrayList<>();
    for (DynamodbStreamRecord record : event.getRecords()) {
      try {
        welcome(record, context);
      } catch (RuntimeException e) {
        context.getLogger().log("not welcomed, will be tried again: " + e.getMessage() + "\n");
        // The stream is read again from this record on: what follows need not be tried now.
        failures.add(
            new StreamsEventResponse.BatchItemFailure(record.getDynamodb().getSequenceNumber()));
        break;
      }
    }
    return StreamsEventResponse.builder().withBatchItemFailures(failures).build();
  }

  private void welcome(DynamodbStreamRecord record, Context context) {
    Map<String, AttributeValue> item = record.getDynamodb().getNewImage();
    if (item == null
        || !BlogTable.SUBSCRIBER.equals(text(item, "sk"))
        || !region.equals(text(item, "mailRegion"))) {
      return;
    }
    String email = text(item, "email");
    switch (marks.claim(email, Instant.now())) {
      case WELCOMED -> context.getLogger().log(email + " was welcomed before\n");
      case BUSY -> throw new IllegalStateException("somebody else is writing to " + email);
      case CLAIMED -> {
        marks.sent(email, sendOrRelease(email, text(item, "name")), Instant.now());
        context.getLogger().log("welcomed " + email + "\n");
      }
    }
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = Objects.requireNonNull(item.get(name), () -> "the item lacks " + name);
    return value.getS();
  }

  private String sendOrRelease(String email, String name) {
    try {
      return send(email, name);
    } catch (RuntimeException e) {
      marks.release(email);
      throw e;
    }
  }

  private String send(String email, String name) {
    return mail.sendEmail(
            send ->
                send.fromEmailAddress(sender)
                    .destination(to -> to.toAddresses(email))
                    .content(
                        content ->
                            content.simple(
                                message ->
                                    message
                                        .subject(subject -> subject.data("Welcome to MyBlog"))
                                        .body(
                                            body ->
                                                body.text(
                                                    text ->
                                                        text.data(
                                                            "Hello "
                                                                + name
                                                                + ",\n\nthank you for reading"
                                                                + " MyBlog. New posts are at "
                                                                + siteUrl
                                                                + "\n"))))))
        .messageId();
  }
}
