package dev.diorama.scenarios.lessons.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import org.apiguardian.api.API;

/**
 * Reads a stream of orders, and throws at one called poison.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Strict implements RequestHandler<DynamodbEvent, String> {
  @Override
  public String handleRequest(DynamodbEvent event, Context context) {
    for (DynamodbEvent.DynamodbStreamRecord record : event.getRecords()) {
      String id = record.getDynamodb().getKeys().get("id").getS();
      if (id.equals("poison")) {
        throw new IllegalArgumentException("cannot read order " + id);
      }
      context.getLogger().log("handled " + id + "\n");
    }
    return "done";
  }
}
