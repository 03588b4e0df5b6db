package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.Refusal;
import dev.diorama.scenarios.rest.RestFunction;

/** {@code GET /posts/{id}}: one post; {@code ?consistent=true} reads past the caches of AWS. */
public final class GetPost extends RestFunction {
  private final BlogTable table = BlogTable.fromEnvironment();

  @Override
  protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    String id = id(event);
    boolean consistent = consistent(event);
    Post post =
        table.post(id, consistent).orElseThrow(() -> Refusal.notFound("no post has the id " + id));
    APIGatewayProxyResponseEvent answer = json(200, post.toJson());
    return consistent ? answer : Caching.publicly(answer);
  }
}
