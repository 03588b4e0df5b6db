package dev.diorama.whatif.price;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A month's cost, line by line, each with the price it rests on.
 *
 * @param lines in the order they were added
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Bill(List<Line> lines) {
  /**
   * One line.
   *
   * @param service such as {@code DynamoDB}
   * @param region where it is charged; empty for a global service
   * @param item in words
   * @param quantity a month's quantity, the free part taken off
   * @param free the part of the quantity that cost nothing
   * @param price what it was multiplied with
   * @param usd US dollars, not rounded
   */
  public record Line(
      String service,
      String region,
      String item,
      double quantity,
      double free,
      Price price,
      double usd) {}

  public Bill {
    lines = List.copyOf(lines);
  }

  /** The sum, US dollars, not rounded. */
  public double total() {
    return lines.stream().mapToDouble(Line::usd).sum();
  }

  /** The sums by service, in the order of their first lines. */
  public Map<String, Double> byService() {
    Map<String, Double> sums = new LinkedHashMap<>();
    lines.forEach(line -> sums.merge(line.service(), line.usd(), Double::sum));
    return sums;
  }

  /**
   * Starts a bill.
   *
   * @param freeTier whether free allowances are taken off
   */
  public static Builder builder(boolean freeTier) {
    return new Builder(freeTier);
  }

  /** Collects lines. */
  public static final class Builder {
    private final boolean freeTier;
    private final List<Line> lines = new ArrayList<>();

    private Builder(boolean freeTier) {
      this.freeTier = freeTier;
    }

    /** Adds a line without an allowance; nothing is added when the quantity is 0. */
    public Builder add(String service, String region, String item, double quantity, Price price) {
      return add(service, region, item, quantity, 0, price);
    }

    /**
     * Adds a line; nothing is added when the quantity is 0.
     *
     * @param allowance how much of it is free in a month, if free tiers count
     */
    public Builder add(
        String service,
        String region,
        String item,
        double quantity,
        double allowance,
        Price price) {
      if (quantity > 0) {
        double free = freeTier ? Math.min(quantity, allowance) : 0;
        double charged = quantity - free;
        lines.add(new Line(service, region, item, charged, free, price, price.cost(charged)));
      }
      return this;
    }

    /** The bill. */
    public Bill build() {
      return new Bill(lines);
    }
  }
}
