package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.cache.dax.DaxTableFigures;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.trace.Span;
import dev.diorama.scenarios.run.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What was counted while readers read and authors wrote. */
final class BlogMeasurements {
  /** A cache and its figures. */
  record Tier(String name, long hits, long misses) {
    long requests() {
      return hits + misses;
    }
  }

  /** One event of the upload bucket, and where it went. */
  record S3Event(String event, String key, String destination, int attempts) {}

  /** A welcome mail. */
  record Mail(String to, String region, double secondsAfterStart) {}

  private static final String OWN = "Diorama/CloudFront";

  private final Diorama diorama;
  private final Site site;
  private final Map<String, Integer> attempts = new LinkedHashMap<>();
  private final List<S3Event> events = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final Set<String> thumbnails = new LinkedHashSet<>();
  private final Latencies lags = new Latencies();
  private long replicated;

  BlogMeasurements(Site site) {
    this.diorama = site.diorama();
    this.site = site;
    diorama.trace().listen(this::closed);
  }

  private void closed(Span span) {
    switch (span.service() + " " + span.operation()) {
      case "s3 DeliverEvent" -> delivered(span);
      case "s3 DropEvent" -> dropped.add(span.attributes().getOrDefault("key", ""));
      case "dynamodb Replicate" -> {
        replicated++;
        String lag = span.attributes().get("lagMillis");
        if (lag != null) {
          lags.book("lag", Math.round(Double.parseDouble(lag) * 1e6));
        }
      }
      case "s3 PutObject" -> {
        int at = span.resource().indexOf("/thumbnails/");
        if (at > 0 && span.ok()) {
          thumbnails.add(span.resource().substring(at + 1));
        }
      }
      default -> {
        // Of no concern here.
      }
    }
  }

  private void delivered(Span span) {
    Map<String, String> facts = span.attributes();
    String what = facts.get("event") + " " + facts.get("key") + " " + facts.get("sequencer");
    int number = attempts.merge(what, 1, Integer::sum);
    if (span.ok()) {
      events.add(
          new S3Event(
              facts.getOrDefault("event", ""),
              facts.getOrDefault("key", ""),
              facts.getOrDefault("destination", ""),
              number));
    }
  }

  List<S3Event> events() {
    return events;
  }

  List<String> dropped() {
    return dropped;
  }

  Set<String> thumbnails() {
    return thumbnails;
  }

  long replicated() {
    return replicated;
  }

  /** Replication lag, from write to arrival. */
  Latencies.Summary lag() {
    return lags.summaries().getOrDefault("lag", new Latencies.Summary(0, 0, 0, 0));
  }

  /** The edge locations that were asked, by code. */
  List<Tier> edges() {
    return places("Edge");
  }

  /** The regional edge caches that were asked, by Region. */
  List<Tier> regionals() {
    return places("Regional");
  }

  private List<Tier> places(String kind) {
    Map<String, long[]> found = new TreeMap<>();
    for (Metrics.Key key : diorama.metrics().keys()) {
      String place = key.dimensions().get(kind);
      boolean ours =
          key.namespace().equals(OWN)
              && place != null
              && site.home()
                  .output("DistributionId")
                  .equals(key.dimensions().get("DistributionId"));
      if (!ours) {
        continue;
      }
      long count = Math.round(total(key));
      long[] figures = found.computeIfAbsent(place, p -> new long[2]);
      if (key.name().equals(kind + "Hits")) {
        figures[0] += count;
      } else if (key.name().equals(kind + "Misses") || key.name().equals(kind + "RefreshHits")) {
        figures[1] += count;
      }
    }
    List<Tier> tiers = new ArrayList<>();
    found.forEach((place, figures) -> tiers.add(new Tier(place, figures[0], figures[1])));
    tiers.removeIf(tier -> tier.requests() == 0);
    return tiers;
  }

  private double total(Metrics.Key key) {
    return diorama.metrics().minutes(key).values().stream().mapToDouble(Metrics.Summary::sum).sum();
  }

  /** Requests to an origin that a cache of the distribution made unnecessary. */
  long originRequestsSaved() {
    return distribution("OriginRequestsSaved");
  }

  /** Requests to an origin. */
  long originRequests() {
    return distribution("OriginRequests");
  }

  private long distribution(String metric) {
    return sum(OWN, metric, "DistributionId", site.home().output("DistributionId"));
  }

  /** Bytes that readers in a city were sent. */
  long bytes(String city) {
    return sum(OWN, "Bytes", "DistributionId", site.home().output("DistributionId"), "City", city);
  }

  /** The two caches of DAX, over both Regions. */
  List<Tier> dax() {
    return List.of(
        new Tier(
            "DAX item cache", sum("AWS/DAX", "ItemCacheHits"), sum("AWS/DAX", "ItemCacheMisses")),
        new Tier(
            "DAX query cache",
            sum("AWS/DAX", "QueryCacheHits"),
            sum("AWS/DAX", "QueryCacheMisses")));
  }

  /** The same, table by table. */
  List<DaxTableFigures> daxTables() {
    return DaxTableFigures.of(diorama.metrics());
  }

  long apiRequests() {
    return sum("AWS/ApiGateway", "Count", "ApiName", site.home().name());
  }

  /** Units over all replicas. */
  double capacity(String namespace, String metric) {
    return diorama
        .metrics()
        .total(namespace, metric, "TableName", site.home().output("TableName"))
        .sum();
  }

  private long sum(String namespace, String metric, String... dimensions) {
    return Math.round(diorama.metrics().total(namespace, metric, dimensions).sum());
  }

  /** Every welcome mail that left, oldest first. */
  List<Mail> mails() {
    List<Mail> mails = new ArrayList<>();
    for (Outbox.Message message : diorama.outbox().messages()) {
      if (message.channel() == Outbox.Channel.EMAIL
          && message.subject().equals("Welcome to MyBlog")) {
        mails.add(
            new Mail(
                message.to(),
                message.attributes().getOrDefault("region", ""),
                diorama.clock().nanosAt(message.at()) / 1e9));
      }
    }
    return mails;
  }

  /** The keys that consumers of the queue are told, each as often as it is told. */
  List<String> drainQueue() {
    List<String> keys = new ArrayList<>();
    String url = site.home().output("UploadQueueUrl");
    try (SqsClient sqs = diorama.client(SqsClient.builder())) {
      List<Message> messages = receive(sqs, url);
      while (!messages.isEmpty()) {
        for (Message message : messages) {
          for (Json record : Json.parse(message.body()).get("Records").orElseThrow().items()) {
            keys.add(record.at("s3", "object").flatMap(object -> object.text("key")).orElseThrow());
          }
          sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
        messages = receive(sqs, url);
      }
    }
    return keys;
  }

  private static List<Message> receive(SqsClient sqs, String url) {
    return sqs.receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(10)).messages();
  }
}
