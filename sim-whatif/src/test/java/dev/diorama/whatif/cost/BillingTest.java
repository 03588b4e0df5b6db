package dev.diorama.whatif.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diorama.whatif.price.Bill;
import dev.diorama.whatif.price.PriceList;
import dev.diorama.whatif.result.CapacityFigures;
import dev.diorama.whatif.result.TimeSeries;
import dev.diorama.whatif.result.Usage;
import dev.diorama.whatif.result.Usage.ApiUse;
import dev.diorama.whatif.result.Usage.BucketUse;
import dev.diorama.whatif.result.Usage.ClusterUse;
import dev.diorama.whatif.result.Usage.DistributionUse;
import dev.diorama.whatif.result.Usage.FunctionUse;
import dev.diorama.whatif.result.Usage.TableUse;
import java.util.List;
import org.junit.jupiter.api.Test;

class BillingTest {
  private static final Billing PAID = new Billing(PriceList.standard(), false);
  private static final Billing FREE = new Billing(PriceList.standard(), true);
  private static final double GB = 1 << 30;
  private static final String HOME = "us-east-1";

  /** A whole month, so that quantities are what is billed. */
  private static Usage usage(
      List<DistributionUse> edges,
      List<ApiUse> apis,
      List<FunctionUse> functions,
      List<ClusterUse> clusters,
      List<TableUse> tables,
      List<BucketUse> buckets) {
    return new Usage(
        Billing.MONTH_SECONDS, edges, apis, functions, clusters, tables, buckets, 5_000);
  }

  private static TableUse table(
      boolean onDemand, double read, double write, boolean replicated, double rcu, double wcu) {
    return new TableUse(
        "T", "", HOME, onDemand, read, write, replicated, rcu, wcu, 30 * GB, 10 * GB);
  }

  private static Usage serverless() {
    return usage(
        List.of(),
        List.of(new ApiUse("Api", HOME, 10e6, 1.6, 200 * GB)),
        List.of(
            new FunctionUse("A", HOME, 1024, 6e6, 300_000),
            new FunctionUse("B", HOME, 1024, 4e6, 200_000)),
        List.of(new ClusterUse("Dax", HOME, "dax.t3.small", 3)),
        List.of(table(true, 8e6, 3e6, false, 0, 0)),
        List.of());
  }

  private static Usage onlyTable(TableUse table) {
    return usage(List.of(), List.of(), List.of(), List.of(), List.of(table), List.of());
  }

  private static double of(Bill bill, String item) {
    return bill.lines().stream()
        .filter(line -> line.item().contains(item))
        .mapToDouble(Bill.Line::usd)
        .sum();
  }

  @Test
  void month_multipliesEachQuantityWithItsPrice() {
    Bill bill = PAID.month(serverless());
    assertThat(of(bill, "Api: requests")).isEqualTo(35, within(1e-9));
    assertThat(of(bill, "hours of a stage cache of 1.6 GB")).isEqualTo(730 * 0.038, within(1e-9));
    assertThat(of(bill, "GB-seconds")).isEqualTo(500_000 * 1.66667e-5, within(1e-9));
    assertThat(of(bill, "node-hours of 3 x dax.t3.small")).isEqualTo(87.6, within(1e-9));
    assertThat(of(bill, "T: read request units")).isEqualTo(1, within(1e-9));
    assertThat(of(bill, "T: write request units")).isEqualTo(1.875, within(1e-9));
    assertThat(of(bill, "T: GB stored")).isEqualTo(7.5, within(1e-9));
    assertThat(of(bill, "GB to the internet")).isEqualTo(18, within(1e-9));
    assertThat(of(bill, "mails")).isEqualTo(0.5, within(1e-9));
    assertThat(bill.byService().keySet())
        .containsExactly("API Gateway", "Lambda", "DAX", "DynamoDB", "SES", "Data transfer");
    assertThat(bill.lines()).allSatisfy(line -> assertThat(line.price().source()).isNotEmpty());
  }

  @Test
  void month_withFreeTier_takesOffWhatIsFreeOnce() {
    Bill bill = FREE.month(serverless());
    assertThat(of(bill, "Api: requests")).isEqualTo(31.5, within(1e-9));
    assertThat(of(bill, "GB-seconds")).isEqualTo(100_000 * 1.66667e-5, within(1e-9));
    assertThat(of(bill, "node-hours")).isEqualTo(87.6, within(1e-9));
    assertThat(of(bill, "T: GB stored")).isEqualTo(1.25, within(1e-9));
    assertThat(of(bill, "GB to the internet")).isEqualTo(9, within(1e-9));
    Bill provisioned = FREE.month(onlyTable(table(false, 0, 0, false, 30, 20)));
    assertThat(of(provisioned, "read capacity units")).isEqualTo(5 * 730 * 0.00013, within(1e-9));
    assertThat(of(provisioned, "write capacity units")).isZero();
  }

  @Test
  void month_ofAReplicaInAnotherRegion_isChargedReplicatedUnitsThere() {
    TableUse seoul = new TableUse("T", "", "ap-northeast-2", true, 0, 1e6, true, 0, 0, 0, GB);
    Bill bill = PAID.month(onlyTable(seoul));
    assertThat(of(bill, "replicated write request units")).isEqualTo(0.68, within(1e-9));
    assertThat(of(bill, "GB replicated")).isEqualTo(0.08, within(1e-9));
    assertThat(bill.lines().get(0).region()).isEqualTo("ap-northeast-2");
  }

  @Test
  void month_ofCloudFront_isChargedWhereTheEdgeIs_andItsFreePartIsShared() {
    Usage usage =
        usage(
            List.of(
                new DistributionUse("D", "NEW_YORK", "US", 8e6, 1000 * GB, GB),
                new DistributionUse("D", "SEOUL", "KR", 4e6, 100 * GB, 0)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new BucketUse("B", HOME, 1e6, 1e5, 10 * GB, 0)));
    Bill paid = PAID.month(usage);
    assertThat(of(paid, "HTTPS requests")).isEqualTo(8 + 4.8, within(1e-9));
    assertThat(of(paid, "GB to viewers")).isEqualTo(85 + 12, within(1e-9));
    assertThat(of(paid, "GB to the origin")).isEqualTo(0.02, within(1e-9));
    assertThat(of(paid, "B: GET requests")).isEqualTo(0.4, within(1e-9));
    assertThat(of(paid, "B: PUT requests")).isEqualTo(0.5, within(1e-9));
    Bill free = FREE.month(usage);
    assertThat(of(free, "HTTPS requests")).isEqualTo(2.4, within(1e-9));
    assertThat(of(free, "GB to viewers")).isEqualTo(76 * 0.12, within(1e-9));
  }

  @Test
  void month_atMoreTraffic_growsOnlyWhatIsPaidByRequest() {
    double once = PAID.month(serverless()).total();
    double hourly = 730 * 0.038 + 87.6 + 7.5;
    assertThat(PAID.month(serverless(), 2).total() - once).isEqualTo(once - hourly, within(1.0));
    assertThat(PAID.month(serverless(), 0).total()).isEqualTo(hourly, within(1e-9));
    assertThatThrownBy(() -> PAID.month(serverless(), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a multiple of traffic is 0 or more, not -1.0");
  }

  @Test
  void breakEven_ofACacheByTheHour_isWhereTheUnitsThatItSavesCostAsMuch() {
    // 29.2 USD a month against 0.125 USD for a million reads: 233.6 million reads.
    Usage with =
        usage(
            List.of(),
            List.of(),
            List.of(),
            List.of(new ClusterUse("Dax", HOME, "dax.t3.small", 1)),
            List.of(table(true, 0, 0, false, 0, 0)),
            List.of());
    Usage without = onlyTable(table(true, 1e6, 0, false, 0, 0));
    BreakEven even =
        BreakEven.between(
            new Alternative("as it is", with, false),
            new Alternative("without DAX", without, false),
            PAID);
    assertThat(even.points()).hasSize(1);
    assertThat(even.points().get(0).traffic()).isEqualTo(233.6, within(0.01));
    assertThat(even.points().get(0).oneIsCheaperAbove()).isTrue();
    assertThat(even.cost() - even.otherCost()).isEqualTo(29.2 - 0.125, within(1e-9));
  }

  @Test
  void breakEven_ofTheSame_isNowhere() {
    Alternative same = new Alternative("as it is", serverless(), false);
    assertThat(BreakEven.between(same, same, PAID).points()).isEmpty();
  }

  @Test
  void alternatives_ofBilling_areSizedByWhatWasConsumed() {
    // 7 units a second in the first minute, 1.4 in the second: 10 and 2 at 70 %.
    TimeSeries consumed = new TimeSeries(60, 420, 84);
    TimeSeries none = new TimeSeries(60, 0, 0);
    CapacityFigures reads =
        new CapacityFigures("T", "", HOME, false, true, consumed, none, none, 0, List.of());
    Usage usage = onlyTable(table(true, 504, 0, false, 0, 0));
    TableUse peak = Alternative.provisionedForPeak(usage, List.of(reads)).usage().tables().get(0);
    assertThat(peak.onDemand()).isFalse();
    assertThat(peak.provisionedReadUnits()).isEqualTo(10, within(1e-9));
    assertThat(peak.provisionedWriteUnits()).isEqualTo(1);
    Alternative scaled = Alternative.autoScaled(usage, List.of(reads));
    assertThat(scaled.usage().tables().get(0).provisionedReadUnits()).isEqualTo(6, within(1e-9));
    double stored = 7.5;
    double moved = 10 * 0.02;
    assertThat(scaled.cost(PAID, 10) - stored - 10 * moved)
        .isEqualTo(730 * 10 * (6 * 0.00013 + 0.00065), within(1e-9));
    assertThat(Alternative.onDemand(scaled.usage()).usage()).isEqualTo(usage);
  }
}
