package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.RestFunction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /subscribers} with {@code {"email", "name"}}: a reader who wants mail. */
public final class Subscribe extends RestFunction {
  private static final int LONGEST_NAME = 100;

  private final BlogTable table = BlogTable.fromEnvironment();
  private final String region = environment("AWS_REGION");
  private final List<String> mailRegions = List.of(environment("MAIL_REGIONS").split(","));

  @Override
  protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    Map<String, Object> body = body(event);
    String email = Subscriber.email(text(body, "email", 254));
    String name = text(body, "name", LONGEST_NAME);
    boolean fresh =
        table.subscribe(
            new Subscriber(
                email,
                name,
                region,
                Subscriber.mailRegion(email, mailRegions),
                Instant.now().toString()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("email", email);
    answer.put("status", fresh ? "subscribed" : "already subscribed");
    return json(fresh ? 201 : 200, answer);
  }
}
