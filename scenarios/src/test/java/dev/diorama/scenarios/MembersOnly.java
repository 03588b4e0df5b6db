package dev.diorama.scenarios;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** A function before sign-up, as it would be written for AWS: members get in at once. */
public final class MembersOnly implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  @Override
  @SuppressWarnings("unchecked") // An event is what its JSON says.
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    Map<String, Object> request = (Map<String, Object>) event.get("request");
    Map<String, String> attributes = (Map<String, String>) request.get("userAttributes");
    if (!attributes.getOrDefault("email", "").endsWith("@members.example")) {
      throw new IllegalArgumentException("Members only");
    }
    Map<String, Object> response = (Map<String, Object>) event.get("response");
    response.put("autoConfirmUser", true);
    response.put("autoVerifyEmail", true);
    return event;
  }
}
