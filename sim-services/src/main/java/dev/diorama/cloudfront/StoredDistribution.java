package dev.diorama.cloudfront;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.InvalidationBatch;

/** A distribution: what its owner asked for last, and what has reached the edges. */
final class StoredDistribution extends Kept<DistributionConfig> {
  /** What an owner had invalidated; its id is such as {@code I2J0I21PCUYOIK}. */
  static final class Invalidation {
    final String id;
    final Instant created;
    final InvalidationBatch batch;
    boolean completed;

    Invalidation(String id, Instant created, InvalidationBatch batch) {
      this.id = id;
      this.created = created;
      this.batch = batch;
    }

    String status() {
      return completed ? "Completed" : "InProgress";
    }
  }

  final String arn;
  final String domainName;
  final Map<String, String> tags = new LinkedHashMap<>();
  final List<Invalidation> invalidations = new ArrayList<>();
  private Optional<Distribution> live = Optional.empty();
  private String liveTag = "";

  StoredDistribution(
      String id,
      String account,
      String domainName,
      DistributionConfig config,
      String eTag,
      Instant now) {
    super(id, account, config, eTag, now);
    this.arn = "arn:aws:cloudfront::" + account + ":distribution/" + id;
    this.domainName = domainName;
  }

  /** What the edges serve; nothing before it is deployed for the first time. */
  Optional<Distribution> live() {
    return live;
  }

  /** True when the edges have what was asked for last. */
  boolean deployed() {
    return liveTag.equals(eTag());
  }

  String status() {
    return deployed() ? "Deployed" : "InProgress";
  }

  /** Lets the edges have a configuration, which is the one that had this ETag. */
  void deploy(DistributionConfig config, String tag) {
    live = Optional.of(new Distribution(id, account, arn, domainName, config));
    liveTag = tag;
  }

  /** True if the configuration, or the one that is still served, meets a condition. */
  boolean either(Predicate<DistributionConfig> condition) {
    return condition.test(config()) || live.filter(one -> condition.test(one.config())).isPresent();
  }

  List<Invalidation> inProgress() {
    return invalidations.stream().filter(one -> !one.completed).toList();
  }
}
