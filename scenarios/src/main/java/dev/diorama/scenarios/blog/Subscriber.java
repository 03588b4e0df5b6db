package dev.diorama.scenarios.blog;

import dev.diorama.scenarios.rest.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A reader who wants mail.
 *
 * @param email the address, in lower case
 * @param name what to call the reader
 * @param region the Region in which the reader subscribed
 * @param mailRegion the Region whose function writes to this reader
 * @param subscribedAt when, as ISO 8601
 */
record Subscriber(
    String email, String name, String region, String mailRegion, String subscribedAt) {
  private static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_LOCAL_PART = 64;

  /**
   * The address as it is kept.
   *
   * @throws Refusal with status 400 if mail could not go there
   */
  static String email(String given) {
    String email = given.strip().toLowerCase(Locale.ROOT);
    int at = email.indexOf('@');
    boolean plausible =
        email.length() <= LONGEST_EMAIL
            && at > 0
            && at <= LONGEST_LOCAL_PART
            && email.matches("[a-z0-9._%+'-]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");
    if (!plausible) {
      throw Refusal.badRequest("email is not an e-mail address");
    }
    return email;
  }

  /**
   * The one Region that writes to {@code email}. Every Region's function sees every subscriber, for
   * a global table replicates them; and somebody may subscribe in two Regions before either has
   * heard of the other. Because the address alone decides, all of them agree without asking.
   */
  static String mailRegion(String email, List<String> regions) {
    CRC32 sum = new CRC32();
    sum.update(email.getBytes(StandardCharsets.UTF_8));
    return regions.get((int) (sum.getValue() % regions.size()));
  }

  Map<String, AttributeValue> toItem(Map<String, AttributeValue> key) {
    Map<String, AttributeValue> item = new LinkedHashMap<>(key);
    item.put("email", AttributeValue.fromS(email));
    item.put("name", AttributeValue.fromS(name));
    item.put("region", AttributeValue.fromS(region));
    item.put("mailRegion", AttributeValue.fromS(mailRegion));
    item.put("subscribedAt", AttributeValue.fromS(subscribedAt));
    return item;
  }
}
