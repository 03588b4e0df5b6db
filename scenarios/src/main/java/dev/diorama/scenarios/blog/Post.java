package dev.diorama.scenarios.blog;

import dev.diorama.scenarios.rest.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One post of the blog.
 *
 * @param id sorts by the time of publication
 * @param title the headline
 * @param text the text; empty in lists
 * @param picture path of a picture on the site, if it has one
 * @param author who published it
 * @param publishedAt when, as ISO 8601
 */
record Post(
    String id,
    String title,
    String text,
    @Nullable String picture,
    String author,
    String publishedAt) {
  static final int LONGEST_TITLE = 200;
  static final int LONGEST_TEXT = 100_000;

  /** What an author sends. */
  record Draft(String title, String text, @Nullable String picture) {

    /** A picture's path, and nothing that could be another site's address. */
    private static final String PATH = "/[A-Za-z0-9._/-]{1,200}";

    static Draft from(String title, String text, @Nullable Object picture) {
      if (picture == null) {
        return new Draft(title, text, null);
      }
      if (picture instanceof String path && path.matches(PATH)) {
        return new Draft(title, text, path);
      }
      throw Refusal.badRequest("picture must be a path of this site such as /thumbnails/sea.jpg");
    }
  }

  Map<String, AttributeValue> toItem(Map<String, AttributeValue> key) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key);
    item.put("title", AttributeValue.fromS(title));
    item.put("body", AttributeValue.fromS(text));
    if (picture != null) {
      item.put("picture", AttributeValue.fromS(picture));
    }
    item.put("author", AttributeValue.fromS(author));
    item.put("publishedAt", AttributeValue.fromS(publishedAt));
    return item;
  }

  static Post fromItem(Map<String, AttributeValue> item) {
    AttributeValue picture = item.get("picture");
    return new Post(
        text(item, "sk"),
        text(item, "title"),
        text(item, "body"),
        picture == null ? null : picture.s(),
        text(item, "author"),
        text(item, "publishedAt"));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("title", title);
    if (!text.isEmpty()) {
      json.put("text", text);
    }
    if (picture != null) {
      json.put("picture", picture);
    }
    json.put("author", author);
    json.put("publishedAt", publishedAt);
    return json;
  }
}
