package dev.diorama.scenarios.blog;

import dev.diorama.scenarios.rest.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The one table of the blog, reached through DAX where there is a cluster.
 *
 * <p>Posts stand under {@code pk = POST}, by id; a subscriber under {@code SUBSCRIBER#<e-mail>};
 * the mark that somebody was welcomed under {@code WELCOME#<e-mail>}.
 */
final class BlogTable {
  static final String SUBSCRIBER = "SUBSCRIBER";
  private static final String POST = "POST";

  private final DynamoDbClient db;
  private final String table;

  BlogTable(DynamoDbClient db, String table) {
    this.db = db;
    this.table = table;
  }

  /** The table that the function's environment names: {@code TABLE_NAME}, {@code DAX_ENDPOINT}. */
  static BlogTable fromEnvironment() {
    String table = System.getenv("TABLE_NAME");
    if (table == null) {
      throw new IllegalStateException("the environment variable TABLE_NAME is missing");
    }
    return new BlogTable(Database.connect(System.getenv("DAX_ENDPOINT")), table);
  }

  static Map<String, AttributeValue> key(String pk, String sk) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put("pk", AttributeValue.fromS(pk));
    key.put("sk", AttributeValue.fromS(sk));
    return key;
  }

  /** The newest posts, without their texts; those before {@code before} where it is given. */
  List<Post> newest(int most, @Nullable String before) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put(":post", AttributeValue.fromS(POST));
    String condition = "pk = :post";
    if (before != null) {
      values.put(":before", AttributeValue.fromS(before));
      condition += " AND sk < :before";
    }
    List<Post> posts = new ArrayList<>();
    QueryRequest query =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression(condition)
            .expressionAttributeValues(values)
            .projectionExpression("sk, title, picture, author, publishedAt")
            .scanIndexForward(false)
            .limit(most)
            .build();
    db.query(query).items().forEach(item -> posts.add(Post.fromItem(item)));
    return posts;
  }

  Optional<Post> post(String id, boolean consistent) {
    Map<String, AttributeValue> item =
        db.getItem(get -> get.tableName(table).key(key(POST, id)).consistentRead(consistent))
            .item();
    return item == null || item.isEmpty() ? Optional.empty() : Optional.of(Post.fromItem(item));
  }

  void put(Post post) {
    db.putItem(put -> put.tableName(table).item(post.toItem(key(POST, post.id()))));
  }

  /** False when that address has subscribed before, as far as this Region knows. */
  boolean subscribe(Subscriber subscriber) {
    try {
      db.putItem(
          put ->
              put.tableName(table)
                  .item(subscriber.toItem(key(SUBSCRIBER + "#" + subscriber.email(), SUBSCRIBER)))
                  .conditionExpression("attribute_not_exists(pk)"));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }
}
