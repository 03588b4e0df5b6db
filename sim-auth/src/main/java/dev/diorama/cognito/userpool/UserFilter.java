package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.User;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter of {@code ListUsers}: {@code name = "value"} or {@code name ^= "start of value"}.
 * Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 *
 * @param name what is looked at; empty to let every user through
 * @param start whether the value need only begin so
 * @param value what it must be
 */
record UserFilter(String name, boolean start, String value) implements Predicate<User> {
  private static final Pattern FORM =
      Pattern.compile("\\s*\"?([a-z_:]+)\"?\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

  /** The attributes that can be searched; others, custom ones among them, cannot. */
  private static final List<String> NAMES =
      List.of(
          "username",
          "email",
          "phone_number",
          "name",
          "given_name",
          "family_name",
          "preferred_username",
          "cognito:user_status",
          "status",
          "sub");

  static UserFilter parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new UserFilter("", true, "");
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw UserPoolError.INVALID_PARAMETER.with("Error while parsing filter: " + text);
    }
    if (!NAMES.contains(form.group(1))) {
      throw UserPoolError.INVALID_PARAMETER.with("Invalid search attribute: " + form.group(1));
    }
    return new UserFilter(
        form.group(1), form.group(2).equals("^="), form.group(3).replaceAll("\\\\(.)", "$1"));
  }

  @Override
  public boolean test(User user) {
    String actual =
        switch (name) {
          case "" -> "";
          case "username" -> user.username;
          case "cognito:user_status" -> user.status.toString();
          case "status" -> user.enabled ? "Enabled" : "Disabled";
          default -> user.attributes.getOrDefault(name, "");
        };
    return start ? actual.startsWith(value) : actual.equals(value);
  }
}
