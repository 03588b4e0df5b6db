package dev.diorama.scenarios.lessons.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/**
 * Reads a stream of subscribers and writes a mail to each new one.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Greeter implements RequestHandler<DynamodbEvent, String> {
  private final SesV2Client mail = SesV2Client.create();

  @Override
  public String handleRequest(DynamodbEvent event, Context context) {
    for (DynamodbEvent.DynamodbStreamRecord record : event.getRecords()) {
      String email = record.getDynamodb().getKeys().get("email").getS();
      mail.sendEmail(
          send ->
              send.fromEmailAddress(System.getenv("SENDER"))
                  .destination(to -> to.toAddresses(email))
                  .content(
                      content ->
                          content.simple(
                              message ->
                                  message
                                      .subject(subject -> subject.data("Welcome"))
                                      .body(body -> body.text(text -> text.data("Hello"))))));
      context.getLogger().log("wrote to " + email + "\n");
    }
    return "done";
  }
}
