package dev.diorama.scenarios.blog;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The mark, one item for each address, that a welcome mail is being written or was sent.
 *
 * <p>It is written in one Region only, so that a condition on it holds: in a global table a
 * condition sees the local replica alone. Whoever claims it has a lease; if that invocation dies
 * between claim and mail, another may claim it when the lease is over. A mail could be sent twice
 * only if an invocation died between SES's answer and {@link #sent}: SES has no way to send a mail
 * once.
 */
final class WelcomeMark {
  /** Longer than the function may run. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** What came of a claim. */
  enum Claim {
    /** The mail is this invocation's to send. */
    CLAIMED,
    /** Another invocation is at it. */
    BUSY,
    /** The mail was sent before. */
    WELCOMED
  }

  private final DynamoDbClient db;
  private final String table;

  WelcomeMark(DynamoDbClient db, String table) {
    this.db = db;
    this.table = table;
  }

  private static Map<String, AttributeValue> key(String email) {
    return BlogTable.key("WELCOME#" + email, "WELCOME");
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  Claim claim(String email, Instant now) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put(":sending", AttributeValue.fromS("SENDING"));
    values.put(":now", number(now.toEpochMilli()));
    Map<String, AttributeValue> item = new LinkedHashMap<>(key(email));
    item.put("mark", AttributeValue.fromS("SENDING"));
    item.put("leaseUntil", number(now.plus(LEASE).toEpochMilli()));
    try {
      db.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(
                      "attribute_not_exists(pk) OR (mark = :sending AND leaseUntil < :now)")
                  .expressionAttributeValues(values));
      return Claim.CLAIMED;
    } catch (ConditionalCheckFailedException e) {
      Map<String, AttributeValue> mark =
          db.getItem(get -> get.tableName(table).key(key(email)).consistentRead(true)).item();
      return mark.containsKey("mark") && mark.get("mark").s().equals("SENT")
          ? Claim.WELCOMED
          : Claim.BUSY;
    }
  }

  void sent(String email, String messageId, Instant now) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key(email));
    item.put("mark", AttributeValue.fromS("SENT"));
    item.put("messageId", AttributeValue.fromS(messageId));
    item.put("sentAt", AttributeValue.fromS(now.toString()));
    db.putItem(put -> put.tableName(table).item(item));
  }

  void release(String email) {
    db.deleteItem(delete -> delete.tableName(table).key(key(email)));
  }
}
