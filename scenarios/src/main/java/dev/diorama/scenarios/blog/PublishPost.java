package dev.diorama.scenarios.blog;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.diorama.scenarios.rest.RestFunction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** {@code POST /posts}: a new post, by whoever signs the request and may invoke the method. */
public final class PublishPost extends RestFunction {
  private static final DateTimeFormatter SORTABLE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final BlogTable table = BlogTable.fromEnvironment();

  @Override
  protected APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    Map<String, Object> body = body(event);
    Post.Draft draft =
        Post.Draft.from(
            text(body, "title", Post.LONGEST_TITLE),
            text(body, "text", Post.LONGEST_TEXT),
            body.get("picture"));
    Instant now = Instant.now();
    Post post =
        new Post(
            SORTABLE.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8),
            draft.title(),
            draft.text(),
            draft.picture(),
            author(event),
            now.toString());
    table.put(post);
    return json(201, post.toJson());
  }

  /** The session's name: the last part of {@code arn:aws:sts::...:assumed-role/role/session}. */
  private static String author(APIGatewayProxyRequestEvent event) {
    String arn = event.getRequestContext().getIdentity().getUserArn();
    if (arn == null) {
      throw new IllegalStateException("the method has no AWS_IAM authorization in front of it");
    }
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
