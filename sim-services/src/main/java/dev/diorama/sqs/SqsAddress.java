package dev.diorama.sqs;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which queue is meant: by its URL, its ARN, or its name. */
record SqsAddress(String account, String region, String name) {
  static final int LONGEST_NAME = 80;
  static final String FIFO_SUFFIX = ".fifo";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern ARN =
      Pattern.compile("arn:aws:sqs:([a-z0-9-]+):([0-9]{12}):([A-Za-z0-9_.-]{1,80})");

  /** The host may be any: behind the served port it is not AWS's. */
  private static final Pattern URL =
      Pattern.compile("(?:https?://([^/:]+)(?::[0-9]+)?)?/([0-9]{12})/([A-Za-z0-9_.-]{1,80})/?");

  private static final Pattern REGION_IN_HOST =
      Pattern.compile(
          "sqs\\.([a-z0-9-]+)\\.amazonaws\\.com|([a-z0-9-]+)\\.queue\\.amazonaws\\.com");

  /** The queue that a request's {@code QueueUrl} names. */
  static SqsAddress ofUrl(Call call, @Nullable String url) {
    if (url == null || url.isEmpty()) {
      throw SqsError.missing("QueueUrl");
    }
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw elsewhere(url);
    }
    if (parts.group(1) != null) {
      Matcher host = REGION_IN_HOST.matcher(parts.group(1));
      if (host.matches()) {
        String region = host.group(1) == null ? host.group(2) : host.group(1);
        if (!region.equals(call.region())) {
          throw elsewhere(url);
        }
      }
    }
    return new SqsAddress(parts.group(2), call.region(), parts.group(3));
  }

  /** Observed. */
  private static AwsException elsewhere(String url) {
    return SqsError.INVALID_ADDRESS.with("The address " + url + " is not valid for this endpoint.");
  }

  /** The queue of an ARN, where it is one. */
  static Optional<SqsAddress> ofArn(@Nullable String arn) {
    Matcher parts = ARN.matcher(arn == null ? "" : arn);
    return parts.matches()
        ? Optional.of(new SqsAddress(parts.group(2), parts.group(1), parts.group(3)))
        : Optional.empty();
  }

  /** Whether a standard queue may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a FIFO queue may be called so. */
  static boolean isFifoName(String name) {
    return name.length() <= LONGEST_NAME
        && name.endsWith(FIFO_SUFFIX)
        && isName(name.substring(0, name.length() - FIFO_SUFFIX.length()));
  }

  boolean fifo() {
    return name.endsWith(FIFO_SUFFIX);
  }

  String arn() {
    return "arn:aws:sqs:" + region + ":" + account + ":" + name;
  }

  String url() {
    return "https://sqs." + region + ".amazonaws.com/" + account + "/" + name;
  }
}
