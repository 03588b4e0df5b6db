package dev.diorama.sns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All topics, and through them all subscriptions. */
final class SnsStore {
  private final Map<SnsArn, SnsTopic> topics = new LinkedHashMap<>();

  void add(SnsTopic topic) {
    topics.put(topic.arn, topic);
  }

  void remove(SnsTopic topic) {
    topics.remove(topic.arn);
    topic.subscriptions.values().forEach(subscription -> subscription.removed = true);
  }

  Optional<SnsTopic> find(SnsArn arn) {
    return Optional.ofNullable(topics.get(arn));
  }

  SnsTopic get(SnsArn arn) {
    return find(arn).orElseThrow(() -> SnsError.NOT_FOUND.with("Topic does not exist"));
  }

  List<SnsTopic> topics(String account, String region) {
    List<SnsTopic> found = new ArrayList<>();
    for (SnsTopic topic : topics.values()) {
      if (topic.arn.account().equals(account) && topic.arn.region().equals(region)) {
        found.add(topic);
      }
    }
    return found;
  }

  /** The subscriptions that an account has made in a Region, oldest topic first. */
  List<SnsSubscription> subscriptions(String account, String region) {
    List<SnsSubscription> found = new ArrayList<>();
    for (SnsTopic topic : topics.values()) {
      for (SnsSubscription each : topic.subscriptions.values()) {
        if (each.owner.equals(account) && topic.arn.region().equals(region)) {
          found.add(each);
        }
      }
    }
    return found;
  }

  SnsSubscription subscription(@Nullable String arn) {
    SnsArn topic =
        SnsArn.ofSubscription(arn)
            .orElseThrow(
                () ->
                    SnsError.invalid(
                        "SubscriptionArn Reason: An ARN must have at least 6 elements, not "
                            + String.valueOf(arn).split(":", -1).length));
    return find(topic)
        .flatMap(found -> Optional.ofNullable(found.subscriptions.get(arn)))
        .orElseThrow(() -> SnsError.NOT_FOUND.with("Subscription does not exist"));
  }
}
