package dev.diorama.core.place;

import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A city in which viewers, edge locations or Regions are.
 *
 * <p>Edge locations carry the code of the nearest airport, as in {@code X-Amz-Cf-Pop}. Coordinates
 * are degrees, north and east positive.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum City {
  VIRGINIA("Ashburn", "IAD", "US", 39.04, -77.49, "us-east-1"),
  OHIO("Columbus", "CMH", "US", 39.96, -83.00, "us-east-2"),
  CALIFORNIA("San Francisco", "SFO", "US", 37.77, -122.42, "us-west-1"),
  OREGON("Portland", "HIO", "US", 45.52, -122.68, "us-west-2"),
  NEW_YORK("New York", "JFK", "US", 40.71, -74.01, ""),
  CHICAGO("Chicago", "ORD", "US", 41.88, -87.63, ""),
  LOS_ANGELES("Los Angeles", "LAX", "US", 34.05, -118.24, ""),
  MONTREAL("Montreal", "YUL", "CA", 45.50, -73.57, "ca-central-1"),
  SAO_PAULO("São Paulo", "GRU", "BR", -23.55, -46.63, "sa-east-1"),
  DUBLIN("Dublin", "DUB", "IE", 53.35, -6.26, "eu-west-1"),
  LONDON("London", "LHR", "GB", 51.51, -0.13, "eu-west-2"),
  PARIS("Paris", "CDG", "FR", 48.86, 2.35, "eu-west-3"),
  FRANKFURT("Frankfurt", "FRA", "DE", 50.11, 8.68, "eu-central-1"),
  STOCKHOLM("Stockholm", "ARN", "SE", 59.33, 18.07, "eu-north-1"),
  MADRID("Madrid", "MAD", "ES", 40.42, -3.70, ""),
  JOHANNESBURG("Johannesburg", "JNB", "ZA", -26.20, 28.05, ""),
  DUBAI("Dubai", "DXB", "AE", 25.20, 55.27, ""),
  MUMBAI("Mumbai", "BOM", "IN", 19.08, 72.88, "ap-south-1"),
  SINGAPORE("Singapore", "SIN", "SG", 1.35, 103.82, "ap-southeast-1"),
  HONG_KONG("Hong Kong", "HKG", "HK", 22.32, 114.17, ""),
  SEOUL("Seoul", "ICN", "KR", 37.57, 126.98, "ap-northeast-2"),
  TOKYO("Tokyo", "NRT", "JP", 35.68, 139.69, "ap-northeast-1"),
  OSAKA("Osaka", "KIX", "JP", 34.69, 135.50, "ap-northeast-3"),
  SYDNEY("Sydney", "SYD", "AU", -33.87, 151.21, "ap-southeast-2");

  /**
   * The request header by which a client says where it is; without it, it is where the service's
   * configuration says. It is Diorama's own: on the real network, the network knows.
   */
  public static final String HEADER = "X-Diorama-City";

  private final String title;
  private final String airport;
  private final String country;
  private final double latitude;
  private final double longitude;
  private final String region;

  City(
      String title,
      String airport,
      String country,
      double latitude,
      double longitude,
      String region) {
    this.title = title;
    this.airport = airport;
    this.country = country;
    this.latitude = latitude;
    this.longitude = longitude;
    this.region = region;
  }

  /** The name, such as {@code São Paulo}. */
  public String title() {
    return title;
  }

  /** The airport's code, such as {@code ICN}. */
  public String airport() {
    return airport;
  }

  /** The country's two letters, as in {@code CloudFront-Viewer-Country}. */
  public String country() {
    return country;
  }

  /** The AWS Region in or near it; empty where there is none in this list. */
  public Optional<String> region() {
    return region.isEmpty() ? Optional.empty() : Optional.of(region);
  }

  double latitude() {
    return latitude;
  }

  double longitude() {
    return longitude;
  }

  /** The city of that name, title, airport or Region, however it is written. */
  public static Optional<City> find(String name) {
    String wanted = plain(name);
    for (City city : values()) {
      if (plain(city.name()).equals(wanted)
          || plain(city.title).equals(wanted)
          || plain(city.airport).equals(wanted)
          || (!city.region.isEmpty() && city.region.equals(name))) {
        return Optional.of(city);
      }
    }
    return Optional.empty();
  }

  /** The city of a Region; Virginia for a Region that is not in this list. */
  public static City ofRegion(String region) {
    for (City city : values()) {
      if (city.region.equals(region)) {
        return city;
      }
    }
    return VIRGINIA;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("ã", "a").replaceAll("[ _-]", "");
  }
}
