package dev.diorama.scenarios.blog;

import static dev.diorama.scenarios.run.ReportText.format;
import static dev.diorama.scenarios.run.ReportText.millis;
import static dev.diorama.scenarios.run.ReportText.percent;

import dev.diorama.Diorama;
import dev.diorama.cache.dax.DaxTableFigures;
import dev.diorama.cli.Report;
import dev.diorama.cli.RunOptions;
import dev.diorama.cli.TextTable;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Latencies;
import dev.diorama.scenarios.run.Probe;
import dev.diorama.scenarios.run.ReportText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of a run as text and as JSON, taken when it is made. */
final class BlogReport {
  /** So many events are listed in the text; the JSON has all. */
  private static final int LISTED = 8;

  private static final int FIRST = 5;

  private final RunOptions options;
  private final BlogWorkload workload;
  private final BlogMeasurements measured;
  private final List<BlogMeasurements.Tier> edges;
  private final List<BlogMeasurements.Tier> regionals;
  private final List<BlogMeasurements.Tier> dax;
  private final List<DaxTableFigures> daxTables;
  private final Map<String, Latencies.Summary> byCity;
  private final List<BlogMeasurements.Mail> mails;
  private final List<BlogMeasurements.S3Event> events;
  private final List<String> queued;
  private final Set<String> thumbnails;
  private final long originRequests;
  private final long originRequestsSaved;
  private final long apiRequests;
  private final double rcu;
  private final double wcu;
  private final double replicatedWcu;

  BlogReport(RunOptions options, BlogWorkload workload, BlogMeasurements measured) {
    this.options = options;
    this.workload = workload;
    this.measured = measured;
    this.edges = measured.edges();
    this.regionals = measured.regionals();
    this.dax = measured.dax();
    this.daxTables = measured.daxTables();
    this.byCity = workload.byCity().summaries();
    this.mails = measured.mails();
    this.events = List.copyOf(measured.events());
    this.queued = measured.drainQueue();
    this.thumbnails = new LinkedHashSet<>(measured.thumbnails());
    this.originRequests = measured.originRequests();
    this.originRequestsSaved = measured.originRequestsSaved();
    this.apiRequests = measured.apiRequests();
    this.rcu = measured.capacity("AWS/DynamoDB", "ConsumedReadCapacityUnits");
    this.wcu = measured.capacity("AWS/DynamoDB", "ConsumedWriteCapacityUnits");
    this.replicatedWcu = measured.capacity("Diorama/DynamoDB", "ReplicatedWriteUnits");
  }

  /** Uploads whose thumbnail is not there. */
  private List<String> withoutThumbnail() {
    List<String> without = new ArrayList<>();
    for (BlogWorkload.Upload upload : workload.uploads()) {
      if (!thumbnails.contains(upload.key().replaceFirst("uploads/", "thumbnails/"))) {
        without.add(upload.key());
      }
    }
    return without;
  }

  /** Readers with how many mails each got. */
  private Map<String, Integer> mailsByReader() {
    Map<String, Integer> count = new LinkedHashMap<>();
    workload.subscriptions().forEach(reader -> count.put(reader.email(), 0));
    mails.forEach(mail -> count.merge(mail.to(), 1, Integer::sum));
    return count;
  }

  private long readersWithOneMail() {
    return mailsByReader().values().stream().filter(count -> count == 1).count();
  }

  Report with(List<Probe> probes, Diorama diorama) {
    boolean asExpected =
        (workload.failed() == 0 || !options.faults().isEmpty())
            && withoutThumbnail().isEmpty()
            && measured.dropped().isEmpty()
            && readersWithOneMail() == workload.subscriptions().size()
            && probes.stream().allMatch(Probe::asExpected);
    String digest = diorama.trace().digest();
    return new Report(text(probes, diorama, digest), json(probes, diorama, digest), asExpected);
  }

  private String text(List<Probe> probes, Diorama diorama, String digest) {
    ReportText text = new ReportText();
    text.line(
        "MyBlog.com: %,d readers in %d cities, %,d requests, %.0f %% reads, Zipf %.2f, seed %d",
        options.users(),
        Math.min(options.users(), BlogWorkload.CITIES.size()),
        options.requests(),
        options.readRatio() * 100,
        options.zipf(),
        options.seed());
    text.table("Where the site was answered", caches());
    text.line(
        "  Origins were asked %,d times; %,d requests did not reach one.",
        originRequests, originRequestsSaved);
    text.line(
        "  Articles were read %,d times, %,d of them in an edition already replaced.",
        workload.pageReads(), workload.stalePages());
    text.table("Behind the API", behindTheApi());
    text.dax(daxTables);
    text.table("Readers", readers());
    text.table("Uploads, virtual time until S3 had them", uploads());
    text.table("Events of the upload bucket, the first of " + events.size(), events());
    text.line(
        "  %,d pictures uploaded, %,d thumbnails made, %,d messages in the queue, %,d events"
            + " given up.",
        workload.uploads().size(), thumbnails.size(), queued.size(), measured.dropped().size());
    text.table("Two Regions, one table", replication());
    text.table("Welcome mails", welcome());
    text.table("The first of them", firstMails());
    text.faults(options.faults(), diorama.faults().strokes());
    text.probes(probes);
    if (workload.failed() > 0) {
      text.line("\n%,d requests were not answered as they should be.", workload.failed());
    }
    withoutThumbnail().forEach(key -> text.line("%s has no thumbnail.", key));
    text.line("\nTrace digest %s (same seed, same digest)", digest.substring(0, 16));
    return text.toString();
  }

  private TextTable caches() {
    TextTable table = new TextTable("place", "requests", "hits", "misses", "hit rate");
    long hits = 0;
    long all = 0;
    for (BlogMeasurements.Tier edge : edges) {
      row(table, "edge " + edge.name(), edge);
      hits += edge.hits();
      all += edge.requests();
    }
    for (BlogMeasurements.Tier regional : regionals) {
      row(table, "regional cache " + regional.name(), regional);
    }
    row(table, "all edges", new BlogMeasurements.Tier("", hits, all - hits));
    return table;
  }

  private TextTable behindTheApi() {
    TextTable table = new TextTable("place", "requests", "hits", "misses", "hit rate");
    table.row("API Gateway", format("%,d", apiRequests), "-", "-", "-");
    dax.forEach(tier -> row(table, tier.name(), tier));
    return table;
  }

  private static void row(TextTable table, String name, BlogMeasurements.Tier tier) {
    table.row(
        name,
        format("%,d", tier.requests()),
        format("%,d", tier.hits()),
        format("%,d", tier.misses()),
        percent(tier.hits(), tier.requests()));
  }

  private TextTable readers() {
    TextTable table = new TextTable("city", "requests", "KB", "p50 ms", "p95 ms", "p99 ms");
    byCity.forEach(
        (city, summary) ->
            table.row(
                city,
                format("%,d", summary.requests()),
                format("%,d", measured.bytes(city) / 1_000),
                millis(summary.p50()),
                millis(summary.p95()),
                millis(summary.p99())));
    return table;
  }

  private TextTable uploads() {
    TextTable table = new TextTable("way", "from", "uploads", "KB", "p50 ms", "USD/GB more");
    for (Author.Way way : Author.Way.values()) {
      for (City city : List.of(City.SEOUL, City.VIRGINIA)) {
        Latencies latencies = new Latencies();
        long bytes = 0;
        for (BlogWorkload.Upload upload : workload.uploads()) {
          if (upload.way() == way && upload.city() == city) {
            latencies.book("", upload.nanos());
            bytes += upload.bytes();
          }
        }
        Latencies.Summary summary = latencies.summaries().get("");
        if (summary != null) {
          table.row(
              way.title(),
              city.title(),
              format("%,d", summary.requests()),
              format("%,d", bytes / 1_000),
              millis(summary.p50()),
              way == Author.Way.ACCELERATED ? format("%.2f", surcharge(city)) : "-");
        }
      }
    }
    return table;
  }

  /**
   * What Transfer Acceleration costs beside the transfer, USD per GB: 0.04 by edges in the United
   * States, Europe and Japan, 0.08 by all others. Assumed: widely repeated figures of which no AWS
   * page was found; AWS says that it charges nothing where it is not expected to be faster.
   */
  private static double surcharge(City city) {
    return city == City.SEOUL ? 0.08 : 0.04;
  }

  private TextTable events() {
    TextTable table = new TextTable("event", "key", "went to", "then to", "thumbnail").allLeft();
    for (BlogMeasurements.S3Event event : events.subList(0, Math.min(LISTED, events.size()))) {
      table.row(
          event.event(),
          event.key(),
          last(event.destination()),
          queued.contains(event.key()) ? "queue, function" : "function",
          thumbnails.contains(event.key().replaceFirst("uploads/", "thumbnails/")) ? "yes" : "no");
    }
    return table;
  }

  private static String last(String arn) {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  private TextTable replication() {
    TextTable table = new TextTable("both Regions together", "").allLeft();
    Latencies.Summary lag = measured.lag();
    table.row("read capacity units", format("%,.1f", rcu));
    table.row("replicated write capacity units", format("%,.1f", replicatedWcu));
    table.row("writes replicated", format("%,d", measured.replicated()));
    table.row("lag p50", millis(lag.p50()) + " ms");
    table.row("lag p99", millis(lag.p99()) + " ms");
    table.row(
        "strong reads in the second Region within 1.5 s of a write",
        format("%,d, of which stale %,d", workload.freshChecks(), workload.staleReads()));
    return table;
  }

  private TextTable welcome() {
    TextTable table =
        new TextTable("subscribed in", "readers", "with one mail", "mails written in");
    Map<String, Integer> counts = mailsByReader();
    Map<String, String> writtenIn = new LinkedHashMap<>();
    mails.forEach(mail -> writtenIn.put(mail.to(), mail.region()));
    Map<String, List<String>> byRegion = new LinkedHashMap<>();
    for (BlogWorkload.Subscription reader : workload.subscriptions()) {
      byRegion.computeIfAbsent(reader.region(), r -> new ArrayList<>()).add(reader.email());
    }
    byRegion.forEach(
        (region, readers) -> {
          Map<String, Integer> regions = new LinkedHashMap<>();
          readers.forEach(
              reader -> regions.merge(writtenIn.getOrDefault(reader, "none"), 1, Integer::sum));
          table.row(
              region,
              format("%,d", readers.size()),
              format("%,d", readers.stream().filter(r -> counts.getOrDefault(r, 0) == 1).count()),
              regions.toString().replaceAll("[{}]", "").replace("=", " "));
        });
    return table;
  }

  private TextTable firstMails() {
    TextTable table =
        new TextTable("reader", "subscribed in", "written in", "seconds after").allLeft();
    Map<String, BlogWorkload.Subscription> readers = new LinkedHashMap<>();
    workload.subscriptions().forEach(reader -> readers.put(reader.email(), reader));
    for (BlogMeasurements.Mail mail : mails.subList(0, Math.min(FIRST, mails.size()))) {
      BlogWorkload.Subscription reader = readers.get(mail.to());
      if (reader != null) {
        table.row(
            mail.to(),
            reader.region(),
            mail.region(),
            format("%.1f", mail.secondsAfterStart() - reader.seconds()));
      }
    }
    return table;
  }

  private Json.Obj json(List<Probe> probes, Diorama diorama, String digest) {
    List<Json> tried = new ArrayList<>();
    probes.forEach(probe -> tried.add(probe.toJson()));
    List<Json> cities = new ArrayList<>();
    byCity.forEach(
        (city, summary) ->
            cities.add(
                Json.object()
                    .put("city", city)
                    .put("requests", summary.requests())
                    .put("bytes", measured.bytes(city))
                    .put("p50Millis", summary.p50() / 1e6)
                    .put("p95Millis", summary.p95() / 1e6)
                    .put("p99Millis", summary.p99() / 1e6)
                    .build()));
    return Json.object()
        .put("design", "blog")
        .put("seed", options.seed())
        .put("users", options.users())
        .put("requests", options.requests())
        .put("readRatio", options.readRatio())
        .put("zipf", options.zipf())
        .put("failedRequests", workload.failed())
        .put("faults", ReportText.faultsJson(options.faults(), diorama.faults().strokes()))
        .put("virtualSeconds", diorama.clock().nanos() / 1e9)
        .put("edges", tiers(edges))
        .put("regionalCaches", tiers(regionals))
        .put("dax", tiers(dax))
        .put("daxTables", ReportText.daxJson(daxTables))
        .put("originRequests", originRequests)
        .put("originRequestsSaved", originRequestsSaved)
        .put("apiRequests", apiRequests)
        .put("rcu", rcu)
        .put("wcu", wcu)
        .put("replicatedWcu", replicatedWcu)
        .put("cities", new Json.Arr(cities))
        .put("uploads", uploadsJson())
        .put("events", eventsJson())
        .put("queueMessages", queued.size())
        .put("thumbnails", thumbnails.size())
        .put("replicatedWrites", measured.replicated())
        .put("lagP50Millis", measured.lag().p50() / 1e6)
        .put("lagP99Millis", measured.lag().p99() / 1e6)
        .put("freshChecks", workload.freshChecks())
        .put("staleReads", workload.staleReads())
        .put("articlesRead", workload.pageReads())
        .put("staleArticles", workload.stalePages())
        .put("mails", mailsJson())
        .put("readersWithOneMail", readersWithOneMail())
        .put("mustNotWork", new Json.Arr(tried))
        .put("traceDigest", digest)
        .build();
  }

  private static Json tiers(List<BlogMeasurements.Tier> tiers) {
    List<Json> json = new ArrayList<>();
    for (BlogMeasurements.Tier tier : tiers) {
      json.add(
          Json.object()
              .put("place", tier.name())
              .put("requests", tier.requests())
              .put("hits", tier.hits())
              .put("misses", tier.misses())
              .build());
    }
    return new Json.Arr(json);
  }

  private Json uploadsJson() {
    List<Json> json = new ArrayList<>();
    for (BlogWorkload.Upload upload : workload.uploads()) {
      json.add(
          Json.object()
              .put("key", upload.key())
              .put("way", upload.way().title())
              .put("from", upload.city().title())
              .put("bytes", upload.bytes())
              .put("status", upload.status())
              .put("millis", upload.nanos() / 1e6)
              .build());
    }
    return new Json.Arr(json);
  }

  private Json eventsJson() {
    List<Json> json = new ArrayList<>();
    for (BlogMeasurements.S3Event event : events) {
      json.add(
          Json.object()
              .put("event", event.event())
              .put("key", event.key())
              .put("destination", event.destination())
              .put("attempts", event.attempts())
              .put("queued", queued.contains(event.key()))
              .build());
    }
    return new Json.Arr(json);
  }

  private Json mailsJson() {
    List<Json> json = new ArrayList<>();
    for (BlogMeasurements.Mail mail : mails) {
      json.add(
          Json.object()
              .put("to", mail.to())
              .put("writtenIn", mail.region())
              .put("atSeconds", mail.secondsAfterStart())
              .build());
    }
    return new Json.Arr(json);
  }
}
