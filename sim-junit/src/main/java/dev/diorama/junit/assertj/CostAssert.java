package dev.diorama.junit.assertj;

import dev.diorama.Diorama;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.trace.Span;
import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.price.PriceList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what the requests so far would have cost: DynamoDB's request units on demand,
 * Lambda's requests and GB-seconds, requests of API Gateway, S3, SNS and SQS, and mails. What is
 * paid by the hour or by the gigabyte (DAX nodes, the stage cache, storage, transfer) is not in it:
 * those are what-if's ({@code ./diorama whatif}). The trace keeps the newest 200,000 calls, and
 * older ones are not counted.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CostAssert extends AbstractAssert<CostAssert, Bill> {
  private final long requests;

  private CostAssert(Bill actual, long requests) {
    super(actual, CostAssert.class);
    this.requests = requests;
  }

  /** What was used, by Region and item. */
  private static final class Usage {
    final Map<String, Map<String, Double>> byRegion = new LinkedHashMap<>();

    void add(String region, String item, double quantity) {
      byRegion
          .computeIfAbsent(region, key -> new LinkedHashMap<>())
          .merge(item, quantity, Double::sum);
    }
  }

  static CostAssert of(Diorama diorama, PriceList prices) {
    Usage usage = new Usage();
    for (Metrics.Key key : diorama.metrics().keys()) {
      if (key.namespace().equals("AWS/DynamoDB")) {
        double sum =
            diorama.metrics().minutes(key).values().stream()
                .mapToDouble(Metrics.Summary::sum)
                .sum();
        if (key.name().equals("ConsumedReadCapacityUnits")) {
          usage.add(key.region(), "read units", sum);
        } else if (key.name().equals("ConsumedWriteCapacityUnits")) {
          usage.add(key.region(), "write units", sum);
        }
      }
    }
    long requests = 0;
    for (Span span : diorama.trace().spans()) {
      requests += span.parent() == 0 ? 1 : 0;
      count(usage, span, diorama.region());
    }
    Bill.Builder bill = Bill.builder(false);
    usage.byRegion.forEach(
        (region, items) ->
            items.forEach((item, quantity) -> line(bill, prices, region, item, quantity)));
    return new CostAssert(bill.build(), requests);
  }

  private static void count(Usage usage, Span span, String home) {
    String region = region(span, home);
    String operation = span.operation();
    switch (span.service()) {
      case "lambda" -> {
        String billed = span.attributes().get("billedMs");
        String memory = span.attributes().get("memoryMb");
        if (billed != null && memory != null) {
          usage.add(region, "invocations", 1);
          usage.add(
              region,
              "GB-seconds",
              Double.parseDouble(billed) / 1_000 * Double.parseDouble(memory) / 1_024);
        }
      }
      case "execute-api" -> usage.add(region, "API requests", 1);
      case "s3" -> {
        if (operation.startsWith("Put")
            || operation.startsWith("List")
            || operation.startsWith("Copy")
            || operation.equals("PostObject")) {
          usage.add(region, "PUT, COPY, POST and LIST requests", 1);
        } else if (operation.startsWith("Get") || operation.startsWith("Head")) {
          usage.add(region, "GET and other requests", 1);
        }
      }
      case "sns" -> {
        if (operation.startsWith("Publish")) {
          usage.add(region, "publish requests", 1);
        }
      }
      case "sqs" -> usage.add(region, "queue requests", 1);
      case "ses", "sesv2" -> {
        if (operation.startsWith("Send") && span.ok()) {
          usage.add(region, "mails", 1);
        }
      }
      default -> {
        // Nothing is charged by the request.
      }
    }
  }

  /** Where the resource lies, as its ARN says; a bucket's does not. */
  private static String region(Span span, String home) {
    String[] parts = span.resource().split(":", -1);
    return parts.length > 4 && !parts[3].isEmpty() ? parts[3] : home;
  }

  private static void line(
      Bill.Builder bill, PriceList prices, String region, String item, double quantity) {
    switch (item) {
      case "read units" ->
          bill.add(
              "DynamoDB",
              region,
              item,
              quantity,
              prices.price(region, "dynamodb", "on_demand", "read_request_unit"));
      case "write units" ->
          bill.add(
              "DynamoDB",
              region,
              item,
              quantity,
              prices.price(region, "dynamodb", "on_demand", "write_request_unit"));
      case "invocations" ->
          bill.add("Lambda", region, item, quantity, prices.price(region, "lambda", "requests"));
      case "GB-seconds" ->
          bill.add(
              "Lambda", region, item, quantity, prices.price(region, "lambda", "duration_x86_64"));
      case "API requests" ->
          bill.add(
              "API Gateway",
              region,
              item,
              quantity,
              prices.price(region, "api_gateway", "rest_requests"));
      case "PUT, COPY, POST and LIST requests" ->
          bill.add(
              "S3",
              region,
              item,
              quantity,
              prices.price(region, "s3", "requests_put_copy_post_list"));
      case "GET and other requests" ->
          bill.add(
              "S3", region, item, quantity, prices.price(region, "s3", "requests_get_and_other"));
      case "publish requests" ->
          bill.add("SNS", region, item, quantity, prices.price(region, "sns", "publish_standard"));
      case "queue requests" ->
          bill.add("SQS", region, item, quantity, prices.price(region, "sqs", "standard"));
      default -> bill.add("SES", region, item, quantity, prices.price(region, "ses", "outbound"));
    }
  }

  /** The requests so far cost less than so many US dollars. */
  public CostAssert isBelow(double usd) {
    if (!(actual.total() < usd)) {
      failWithMessage(
          "Expected the requests so far to cost less than %s USD, but they cost %s USD:%n%s",
          money(usd), money(actual.total()), lines());
    }
    return this;
  }

  /** A million requests like those so far cost less than so many US dollars. */
  public CostAssert isBelowPerMillionRequests(double usd) {
    if (requests == 0) {
      failWithMessage("Expected requests to have a cost, but none was made.");
    }
    double perMillion = actual.total() / requests * 1_000_000;
    if (!(perMillion < usd)) {
      failWithMessage(
          "Expected a million requests like these %d to cost less than %s USD, but they cost %s"
              + " USD. All of them together:%n%s",
          requests, money(usd), money(perMillion), lines());
    }
    return this;
  }

  /** The bill, to be looked at otherwise. */
  public Bill bill() {
    return actual;
  }

  private String lines() {
    StringBuilder text = new StringBuilder();
    for (Bill.Line line : actual.lines()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-12s %-16s %14.3f %-34s %s USD%n",
              line.service(),
              line.region(),
              line.quantity(),
              line.item(),
              money(line.usd())));
    }
    return text.toString();
  }

  private static String money(double usd) {
    return String.format(Locale.ROOT, "%.9f", usd);
  }
}
