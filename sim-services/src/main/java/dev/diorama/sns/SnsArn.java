package dev.diorama.sns;

import dev.diorama.core.router.Call;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ARN of a topic. */
record SnsArn(String region, String account, String name) {
  private static final Pattern TOPIC =
      Pattern.compile("arn:aws:sns:([a-z0-9-]+):([0-9]{12}):([A-Za-z0-9_.-]{1,256})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final Pattern FIFO = Pattern.compile("[A-Za-z0-9_-]{1,251}\\.fifo");

  /** A topic's ARN as a request gives it, which must be of the Region asked. */
  static SnsArn of(Call call, @Nullable String text) {
    SnsArn arn = find(text).orElseThrow(() -> SnsError.invalid("TopicArn"));
    if (!arn.region().equals(call.region())) {
      throw SnsError.invalid("TopicArn");
    }
    return arn;
  }

  static Optional<SnsArn> find(@Nullable String text) {
    Matcher parts = TOPIC.matcher(text == null ? "" : text);
    return parts.matches()
        ? Optional.of(new SnsArn(parts.group(1), parts.group(2), parts.group(3)))
        : Optional.empty();
  }

  /** The topic that a subscription's ARN stands under. */
  static Optional<SnsArn> ofSubscription(@Nullable String text) {
    int last = text == null ? -1 : text.lastIndexOf(':');
    return text == null || last < 0 ? Optional.empty() : find(text.substring(0, last));
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isFifoName(String name) {
    return FIFO.matcher(name).matches();
  }

  String text() {
    return "arn:aws:sns:" + region + ":" + account + ":" + name;
  }
}
