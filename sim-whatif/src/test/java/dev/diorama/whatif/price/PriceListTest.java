package dev.diorama.whatif.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PriceListTest {
  private static final String SMALL =
      """
      {"schema": "aws-pricing/1", "written": "2026-01-01", "regions": {"us-east-1": {"x": {
        "good": {"value": 2, "unit": "USD per 1,000 requests", "source": "s", "as_of": "d"},
        "free": {"value": 100, "unit": "requests", "source": "s", "as_of": "d"},
        "none": [],
        "text": {"value": "much", "unit": "USD", "source": "s", "as_of": "d"},
        "bare": {"value": 1},
        "down": [{"from": 0, "value": 1, "unit": "u", "source": "s", "as_of": "d"},
                 {"from": 0, "value": 1, "unit": "u", "source": "s", "as_of": "d"}]}}},
       "global": {"y": {"value": 0.5, "unit": "USD per GB", "source": "s", "as_of": "d"}}}
      """;

  @Test
  void standard_knowsWhatTheDesignsUse() {
    PriceList prices = PriceList.standard();
    Price reads = prices.price("us-east-1", "dynamodb", "on_demand", "read_request_unit");
    assertThat(reads.cost(8_000_000)).isEqualTo(1.0, within(1e-9));
    assertThat(reads.source()).startsWith("https://");
    assertThat(reads.caution()).isEmpty();
    Price node = prices.price("us-east-1", "dax", "nodes", "dax.t3.small", "hourly");
    assertThat(node.cost(730)).isEqualTo(29.2, within(1e-9));
    assertThat(prices.names("us-east-1", "dax", "nodes")).contains("dax.r5.large");
    assertThat(prices.regions()).containsExactly("us-east-1", "ap-northeast-2");
  }

  @Test
  void price_unknownInARegion_isThatOfVirginiaAndSaysSo() {
    Price hour =
        PriceList.standard().price("ap-northeast-2", "api_gateway", "stage_cache_hourly", "0.5");
    assertThat(hour.cost(1)).isEqualTo(0.02, within(1e-12));
    assertThat(hour.caution()).startsWith("not known for ap-northeast-2: the price of us-east-1");
  }

  @Test
  void steps_areChargedOneAfterTheOther() {
    Price out = PriceList.standard().price("us-east-1", "data_transfer", "internet_out");
    assertThat(out.tiers()).hasSize(4);
    assertThat(out.cost(10_240)).isEqualTo(10_240 * 0.09, within(1e-6));
    assertThat(out.cost(10_241) - out.cost(10_240))
        .isEqualTo(out.tiers().get(1).usd(), within(1e-6));
    assertThat(out.cost(0)).isZero();
    assertThatThrownBy(() -> out.cost(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data_transfer.internet_out: a quantity is 0 or more, not -1.0");
  }

  @Test
  void lists_thatCannotBeRead_areRefusedWithTheReason() {
    assertThatThrownBy(() -> PriceList.parse("{", "mine.json"))
        .isInstanceOf(PriceException.class)
        .hasMessageStartingWith("mine.json: not JSON: ");
    assertThatThrownBy(() -> PriceList.parse("{}", "mine.json"))
        .isInstanceOf(PriceException.class)
        .hasMessage("mine.json: \"schema\" is \"\", and \"aws-pricing/1\" is what can be read");
    PriceList small = PriceList.parse(SMALL, "mine.json");
    assertThat(small.written()).isEqualTo("2026-01-01");
    assertThat(small.price("us-east-1", "x", "good").cost(500)).isEqualTo(1);
    assertThat(small.amount("eu-west-1", "x", "free")).isEqualTo(100);
    assertThat(small.global("y").usd()).isEqualTo(0.5);
    assertThatThrownBy(() -> small.price("us-east-1", "x", "gone"))
        .isInstanceOf(PriceException.class)
        .hasMessage(
            "mine.json: no price at us-east-1.x.gone; add it there as"
                + " {\"value\", \"unit\", \"source\", \"as_of\"}");
    assertThatThrownBy(() -> small.price("us-east-1", "x", "none"))
        .hasMessage("mine.json: x.none has no steps");
    assertThatThrownBy(() -> small.price("us-east-1", "x", "text"))
        .hasMessage("mine.json: x.text: \"much\" is no price or amount");
    assertThatThrownBy(() -> small.price("us-east-1", "x", "bare"))
        .hasMessage("mine.json: x.bare has no \"unit\"");
    assertThatThrownBy(() -> small.price("us-east-1", "x", "down"))
        .hasMessage("mine.json: x.down: the steps of a price rise");
    assertThatThrownBy(() -> small.global("z")).isInstanceOf(PriceException.class);
  }

  @Test
  void bill_takesFreeAllowancesOffOnlyWhenAsked() {
    PriceList small = PriceList.parse(SMALL, "mine.json");
    Price price = small.price("us-east-1", "x", "good");
    Bill free =
        Bill.builder(true)
            .add("X", "us-east-1", "requests", 600, 100, price)
            .add("X", "us-east-1", "nothing", 0, price)
            .add("Y", "", "bytes", 4, small.global("y"))
            .build();
    assertThat(free.lines()).hasSize(2);
    assertThat(free.lines().get(0).free()).isEqualTo(100);
    assertThat(free.total()).isEqualTo(3);
    assertThat(free.byService()).containsEntry("X", 1.0).containsEntry("Y", 2.0);
    assertThat(Bill.builder(false).add("X", "", "requests", 600, 100, price).build().total())
        .isEqualTo(1.2);
  }
}
