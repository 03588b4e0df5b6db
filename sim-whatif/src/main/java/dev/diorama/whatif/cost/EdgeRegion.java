package dev.diorama.whatif.cost;

import java.util.List;

/**
 * CloudFront's price regions, as the price list names them. Which country belongs to which is
 * assumed where the region's name does not say it.
 */
enum EdgeRegion {
  NORTH_AMERICA("us_mx_ca", "US, Mexico, Canada", "US", "MX", "CA"),
  EUROPE("eu_il_tr", "Europe, Israel, Türkiye", "IE", "GB", "FR", "DE", "SE", "ES", "IL", "TR"),
  AFRICA("za_ke_ng_me", "Africa, Middle East", "ZA", "KE", "NG", "AE"),
  SOUTH_AMERICA("south_america", "South America", "BR"),
  JAPAN("japan", "Japan", "JP"),
  AUSTRALIA("au_nz", "Australia, New Zealand", "AU", "NZ"),
  INDIA("india", "India", "IN"),
  /** Every other one: Hong Kong, Singapore, South Korea and their neighbours. */
  ASIA("asia_pacific", "Asia Pacific");

  private final String member;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is.
  private final List<String> countries;

  EdgeRegion(String member, String title, String... countries) {
    this.member = member;
    this.title = title;
    this.countries = List.of(countries);
  }

  /** The name of its member in the price list. */
  String member() {
    return member;
  }

  String title() {
    return title;
  }

  static EdgeRegion of(String country) {
    for (EdgeRegion each : values()) {
      if (each.countries.contains(country)) {
        return each;
      }
    }
    return ASIA;
  }
}
