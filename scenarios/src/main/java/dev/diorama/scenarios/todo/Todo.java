package dev.diorama.scenarios.todo;

import dev.diorama.scenarios.rest.Refusal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One to-do as it is stored and shown.
 *
 * @param id unique among its owner's
 * @param title what is to be done, 1 to 200 characters
 * @param done whether it has been
 * @param due the day it is due, ISO 8601; null when it has none
 * @param createdAt when it was made, ISO 8601
 * @param updatedAt when it last changed, ISO 8601
 */
record Todo(
    String id,
    String title,
    boolean done,
    @Nullable String due,
    String createdAt,
    String updatedAt) {
  static final int MAX_TITLE = 200;

  /** What a client may say of a to-do, checked. */
  record Draft(String title, boolean done, @Nullable String due) {

    /**
     * Reads a request body.
     *
     * @throws Refusal with status 400 if a field is missing, unknown or of the wrong kind
     */
    static Draft from(Map<String, Object> body) {
      for (String field : body.keySet()) {
        if (!field.equals("title") && !field.equals("done") && !field.equals("due")) {
          throw Refusal.badRequest("unknown field: " + field);
        }
      }
      if (!(body.get("title") instanceof String title) || title.isBlank()) {
        throw Refusal.badRequest("title is required and must be a text that is not empty");
      }
      if (title.length() > MAX_TITLE) {
        throw Refusal.badRequest("title must not be longer than " + MAX_TITLE + " characters");
      }
      Object done = body.get("done");
      if (done != null && !(done instanceof Boolean)) {
        throw Refusal.badRequest("done must be true or false");
      }
      return new Draft(title, Boolean.TRUE.equals(done), day(body.get("due")));
    }

    private static @Nullable String day(@Nullable Object due) {
      if (due == null) {
        return null;
      }
      try {
        return LocalDate.parse(String.valueOf(due)).toString();
      } catch (DateTimeParseException e) {
        throw Refusal.badRequest("due must be a day such as 2026-12-24");
      }
    }
  }

  static Todo fromItem(Map<String, AttributeValue> item) {
    AttributeValue due = item.get("due");
    return new Todo(
        attribute(item, "todoId").s(),
        attribute(item, "title").s(),
        attribute(item, "done").bool(),
        due == null ? null : due.s(),
        attribute(item, "createdAt").s(),
        attribute(item, "updatedAt").s());
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("an item of the table has no attribute " + name);
    }
    return value;
  }

  Map<String, AttributeValue> toItem(String userId) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put("userId", AttributeValue.fromS(userId));
    item.put("todoId", AttributeValue.fromS(id));
    item.put("title", AttributeValue.fromS(title));
    item.put("done", AttributeValue.fromBool(done));
    if (due != null) {
      item.put("due", AttributeValue.fromS(due));
    }
    item.put("createdAt", AttributeValue.fromS(createdAt));
    item.put("updatedAt", AttributeValue.fromS(updatedAt));
    return item;
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("title", title);
    json.put("done", done);
    if (due != null) {
      json.put("due", due);
    }
    json.put("createdAt", createdAt);
    json.put("updatedAt", updatedAt);
    return json;
  }
}
