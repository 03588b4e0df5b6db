package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the edges may keep an answer. */
final class Caching {
  private Caching() {}

  /** Everybody may be given this answer, for as long as {@code EDGE_SECONDS} says. */
  static APIGatewayProxyResponseEvent publicly(APIGatewayProxyResponseEvent answer) {
    String seconds = System.getenv("EDGE_SECONDS");
    Map<String, String> headers = new LinkedHashMap<>(answer.getHeaders());
    headers.put("Cache-Control", "public, max-age=" + (seconds == null ? "0" : seconds));
    answer.setHeaders(headers);
    return answer;
  }
}
