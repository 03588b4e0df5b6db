package dev.diorama.whatif.cost;

import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.price.Price;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.result.Usage.ApiUse;
import dev.diorama.whatif.result.Usage.BucketUse;
import dev.diorama.whatif.result.Usage.ClusterUse;
import dev.diorama.whatif.result.Usage.DistributionUse;
import dev.diorama.whatif.result.Usage.FunctionUse;
import dev.diorama.whatif.result.Usage.TableUse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How usage becomes a bill.
 *
 * @param prices what things cost
 * @param freeTier whether free allowances are taken off, those of an account's first year included
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Billing(PriceList prices, boolean freeTier) {
  /** A month, seconds: 730 hours. */
  public static final double MONTH_SECONDS = 730 * 3600.0;

  /** What bills of this kind leave out, for reports. */
  public static final String LEFT_OUT =
      "not on the bill: Cognito, CloudWatch, SNS and SQS, VPC endpoints and NAT gateways, taxes";

  private static final double HOURS = 730;
  private static final double GB = 1 << 30;

  /** A month's bill at the traffic of the run. */
  public Bill month(Usage usage) {
    return month(usage, 1);
  }

  /**
   * A month's bill at so many times the traffic: what is counted by request grows with it, hit
   * rates and what is paid by the hour stay.
   *
   * @param traffic how many times the run's, 0 or more
   */
  public Bill month(Usage usage, double traffic) {
    if (!(traffic >= 0)) {
      throw new IllegalArgumentException("a multiple of traffic is 0 or more, not " + traffic);
    }
    return new Month(usage.factorTo(MONTH_SECONDS) * traffic).bill(usage);
  }

  /** One bill in the making. */
  private final class Month {
    private final double times;
    private final Bill.Builder bill = Bill.builder(freeTier);

    Month(double times) {
      this.times = times;
    }

    Bill bill(Usage usage) {
      cloudFront(usage.distributions());
      apiGateway(usage.apis());
      lambda(usage.functions());
      for (ClusterUse each : usage.clusters()) {
        bill.add(
            "DAX",
            each.region(),
            each.id() + ": node-hours of " + each.nodes() + " x " + each.nodeType(),
            each.nodes() * HOURS,
            prices.price(each.region(), "dax", "nodes", each.nodeType(), "hourly"));
      }
      dynamoDb(usage.tables());
      s3(usage.buckets());
      if (!usage.functions().isEmpty()) {
        String home = usage.functions().get(0).region();
        bill.add(
            "SES", home, "mails", usage.mails() * times, prices.price(home, "ses", "outbound"));
      }
      internet(usage);
      return bill.build();
    }

    private void cloudFront(List<DistributionUse> all) {
      Allowance requests = new Allowance(prices.global("cloudfront", "free_requests").usd());
      Allowance out = new Allowance(prices.global("cloudfront", "free_data_out").usd());
      for (EdgeRegion place : EdgeRegion.values()) {
        double asked = 0;
        double bytesOut = 0;
        double bytesIn = 0;
        for (DistributionUse each : all) {
          if (EdgeRegion.of(each.country()) == place) {
            asked += each.requests();
            bytesOut += each.bytesOut();
            bytesIn += each.bytesToOrigin();
          }
        }
        String title = place.title();
        requests.add(
            "CloudFront", title, "HTTPS requests", asked * times, edge(place, "https_requests"));
        out.add(
            "CloudFront", title, "GB to viewers", bytesOut * times / GB, edge(place, "data_out"));
        bill.add(
            "CloudFront",
            title,
            "GB to the origin",
            bytesIn * times / GB,
            edge(place, "to_origin"));
      }
    }

    private Price edge(EdgeRegion place, String what) {
      return prices.global("cloudfront", "edge_regions", place.member(), what);
    }

    private void apiGateway(List<ApiUse> all) {
      for (ApiUse each : all) {
        bill.add(
            "API Gateway",
            each.region(),
            each.id() + ": requests",
            each.requests() * times,
            prices.amount(each.region(), "api_gateway", "free_tier_requests"),
            prices.price(each.region(), "api_gateway", "rest_requests"));
        if (each.cacheGb() > 0) {
          String size = BigDecimal.valueOf(each.cacheGb()).stripTrailingZeros().toPlainString();
          bill.add(
              "API Gateway",
              each.region(),
              each.id() + ": hours of a stage cache of " + size + " GB",
              HOURS,
              prices.price(each.region(), "api_gateway", "stage_cache_hourly", size));
        }
      }
    }

    private void lambda(List<FunctionUse> all) {
      for (String region : all.stream().map(FunctionUse::region).distinct().toList()) {
        double requests = 0;
        double gbSeconds = 0;
        for (FunctionUse each : all) {
          if (each.region().equals(region)) {
            requests += each.requests();
            gbSeconds += each.gbSeconds();
          }
        }
        bill.add(
            "Lambda",
            region,
            "requests",
            requests * times,
            prices.amount(region, "lambda", "free_requests"),
            prices.price(region, "lambda", "requests"));
        bill.add(
            "Lambda",
            region,
            "GB-seconds",
            gbSeconds * times,
            prices.amount(region, "lambda", "free_gb_seconds"),
            prices.price(region, "lambda", "duration_x86_64"));
      }
    }

    private void dynamoDb(List<TableUse> all) {
      // The free units and gigabytes are a Region's, for all its tables together.
      for (String region : all.stream().map(TableUse::region).distinct().toList()) {
        Allowance reads =
            new Allowance(
                HOURS * prices.amount(region, "dynamodb", "free_tier", "provisioned_rcu"));
        Allowance writes =
            new Allowance(
                HOURS * prices.amount(region, "dynamodb", "free_tier", "provisioned_wcu"));
        Allowance stored =
            new Allowance(prices.amount(region, "dynamodb", "storage", "standard_free"));
        for (TableUse each : all) {
          if (each.region().equals(region)) {
            table(each, reads, writes);
            stored.add(
                "DynamoDB",
                region,
                name(each) + ": GB stored",
                each.storedBytes() / GB,
                prices.price(region, "dynamodb", "storage", "standard"));
            bill.add(
                "DynamoDB",
                region,
                name(each) + ": GB replicated to other Regions",
                each.bytesReplicated() * times / GB,
                prices.price(region, "data_transfer", "to_other_regions"));
          }
        }
      }
    }

    private void table(TableUse each, Allowance reads, Allowance writes) {
      String region = each.region();
      String writing = each.replicated() ? "replicated write" : "write";
      String member = each.replicated() ? "replicated_write" : "write";
      if (each.onDemand()) {
        bill.add(
            "DynamoDB",
            region,
            name(each) + ": read request units",
            each.readUnits() * times,
            prices.price(region, "dynamodb", "on_demand", "read_request_unit"));
        bill.add(
            "DynamoDB",
            region,
            name(each) + ": " + writing + " request units",
            each.writeUnits() * times,
            prices.price(region, "dynamodb", "on_demand", member + "_request_unit"));
        return;
      }
      reads.add(
          "DynamoDB",
          region,
          name(each) + ": hours of read capacity units",
          each.provisionedReadUnits() * HOURS,
          prices.price(region, "dynamodb", "provisioned", "read_capacity_unit_hour"));
      Price hour = prices.price(region, "dynamodb", "provisioned", member + "_capacity_unit_hour");
      String item = name(each) + ": hours of " + writing + " capacity units";
      double hours = each.provisionedWriteUnits() * HOURS;
      if (each.replicated()) {
        // The free units are for single-Region tables; assumed.
        bill.add("DynamoDB", region, item, hours, hour);
      } else {
        writes.add("DynamoDB", region, item, hours, hour);
      }
    }

    private static String name(TableUse each) {
      return each.index().isEmpty() ? each.table() : each.table() + "/" + each.index();
    }

    private void s3(List<BucketUse> all) {
      for (BucketUse each : all) {
        String region = each.region();
        bill.add(
            "S3",
            region,
            each.id() + ": GET requests",
            each.gets() * times,
            prices.price(region, "s3", "requests_get_and_other"));
        bill.add(
            "S3",
            region,
            each.id() + ": PUT requests",
            each.puts() * times,
            prices.price(region, "s3", "requests_put_copy_post_list"));
        bill.add(
            "S3",
            region,
            each.id() + ": GB stored",
            each.storedBytes() / GB,
            prices.price(region, "s3", "storage_standard"));
      }
    }

    private void internet(Usage usage) {
      List<String> regions = new ArrayList<>();
      usage.apis().forEach(each -> regions.add(each.region()));
      usage.buckets().forEach(each -> regions.add(each.region()));
      for (String region : regions.stream().distinct().toList()) {
        double bytes = 0;
        for (ApiUse each : usage.apis()) {
          bytes += each.region().equals(region) ? each.bytesOut() : 0;
        }
        for (BucketUse each : usage.buckets()) {
          bytes += each.region().equals(region) ? each.bytesOut() : 0;
        }
        bill.add(
            "Data transfer",
            region,
            "GB to the internet",
            bytes * times / GB,
            prices.amount(region, "data_transfer", "internet_out_free"),
            prices.price(region, "data_transfer", "internet_out"));
      }
    }

    /** What is free once, however many lines share it. */
    private final class Allowance {
      private double left;

      Allowance(double amount) {
        this.left = amount;
      }

      void add(String service, String region, String item, double quantity, Price price) {
        bill.add(service, region, item, quantity, left, price);
        left = Math.max(0, left - quantity);
      }
    }
  }
}
