package dev.diorama.dynamodb;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table as a request names it: by name, or by ARN.
 *
 * @param asked what the request says, which answers repeat
 * @param account the account that owns it
 * @param region the Region it lies in
 * @param name its name there
 */
record TableRef(String asked, String account, String region, String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):([0-9]{12}):table/([^/]+)");

  /** Reads the {@code TableName} of a request; an absent one is read as empty. */
  static TableRef of(Call call, @Nullable String asked) {
    String text = asked == null ? "" : asked;
    if (!text.startsWith("arn:")) {
      return new TableRef(text, call.account(), call.region(), text);
    }
    Matcher arn = ARN.matcher(text);
    if (!arn.matches()) {
      return new TableRef(text, call.account(), call.region(), text);
    }
    if (!arn.group(1).equals(call.region())) {
      // The code is AWS's for an ARN that does not fit; the words are ours.
      throw DynamoDbError.VALIDATION.with(
          "The ARN " + text + " is not of Region " + call.region() + ", which was asked");
    }
    return new TableRef(text, arn.group(2), arn.group(1), arn.group(3));
  }

  String arn() {
    return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + name;
  }

  /** The permission to do {@code action} on this table. */
  Access access(String action) {
    return new Access(action, arn(), account, Map.of(), Optional.empty());
  }

  /** The permission to do {@code action} on an index of this table, or on the table for null. */
  Access access(String action, @Nullable String index) {
    return index == null
        ? access(action)
        : new Access(action, arn() + "/index/" + index, account, Map.of(), Optional.empty());
  }
}
