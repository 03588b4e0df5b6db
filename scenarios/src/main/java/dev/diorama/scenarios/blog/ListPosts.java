package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.RestFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /posts}: the newest posts; {@code ?before=<id>} gives the next page. */
public final class ListPosts extends RestFunction {
  private static final int PAGE = 20;

  private final BlogTable table = BlogTable.fromEnvironment();

  @Override
  protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    Map<String, String> query = event.getQueryStringParameters();
    List<Post> posts = table.newest(PAGE, query == null ? null : query.get("before"));
    List<Object> shown = new ArrayList<>();
    posts.forEach(post -> shown.add(post.toJson()));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("posts", shown);
    if (posts.size() == PAGE) {
      body.put("next", "?before=" + posts.get(PAGE - 1).id());
    }
    return Caching.publicly(json(200, body));
  }
}
