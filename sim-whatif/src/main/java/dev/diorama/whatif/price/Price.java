package dev.diorama.whatif.price;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What a quantity costs, in steps where AWS has steps.
 *
 * @param path where it stands in the price list, such as {@code
 *     dynamodb.on_demand.read_request_unit}
 * @param tiers the steps, cheapest quantity first, without gaps; one that holds for all at least
 * @param unit in words, such as {@code USD per million RRU}
 * @param per how many of the quantity one price is for, such as 1,000,000
 * @param source the address of the page that says so
 * @param asOf the date of that page, or in words why there is none
 * @param caution what to know before trusting it; empty when there is nothing
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Price(
    String path,
    List<Tier> tiers,
    String unit,
    double per,
    String source,
    String asOf,
    String caution) {

  /**
   * One step.
   *
   * @param from the quantity above which it holds, in the unit of the steps
   * @param usd the price for one {@link Price#per}, US dollars
   */
  public record Tier(double from, double usd) {}

  public Price {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty() || tiers.get(0).from() != 0) {
      throw new IllegalArgumentException(path + ": the first step of a price begins at 0");
    }
    for (int i = 1; i < tiers.size(); i++) {
      if (tiers.get(i).from() <= tiers.get(i - 1).from()) {
        throw new IllegalArgumentException(path + ": the steps of a price rise");
      }
    }
  }

  /**
   * What a month's quantity costs, US dollars.
   *
   * @param quantity single requests, GB, hours or whatever is priced; 0 or more
   */
  public double cost(double quantity) {
    if (!(quantity >= 0)) {
      throw new IllegalArgumentException(path + ": a quantity is 0 or more, not " + quantity);
    }
    double usd = 0;
    for (int i = 0; i < tiers.size(); i++) {
      Tier tier = tiers.get(i);
      double end = i + 1 < tiers.size() ? tiers.get(i + 1).from() : Double.POSITIVE_INFINITY;
      usd += Math.max(0, Math.min(quantity, end) - tier.from()) * (tier.usd() / per);
    }
    return usd;
  }

  /** The price for one {@link #per} of the first step, US dollars. */
  public double usd() {
    return tiers.get(0).usd();
  }
}
