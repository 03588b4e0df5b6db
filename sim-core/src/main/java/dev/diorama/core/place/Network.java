package dev.diorama.core.place;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * How long packets travel.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Network {
  private static final long NANOS_IN_MILLI = 1_000_000;
  private static final double EARTH_RADIUS_KM = 6371;

  /**
   * Kilometres of great circle that take one millisecond one way: light in fibre makes 200, and
   * cables are not straight. Assumed; it gives Virginia-Ireland 39 ms against 33 measured,
   * Virginia-Seoul 80 against 87.
   */
  private static final double KM_IN_MILLI = 140;

  /** The last mile and the equipment on the way, milliseconds one way. Assumed. */
  private static final double FIXED_MILLIS = 1;

  private static final List<City> MEASURED =
      List.of(
          City.VIRGINIA,
          City.MONTREAL,
          City.CALIFORNIA,
          City.LONDON,
          City.OREGON,
          City.DUBLIN,
          City.FRANKFURT,
          City.SAO_PAULO,
          City.TOKYO,
          City.MUMBAI,
          City.SYDNEY,
          City.SEOUL,
          City.SINGAPORE);

  /** One way, milliseconds, from the row's city to those of {@link #MEASURED}, in that order. */
  private static final Map<City, int[]> MILLIS = new EnumMap<>(City.class);

  static {
    MILLIS.put(City.VIRGINIA, new int[] {0, 7, 30, 38, 39, 33, 44, 58, 73, 93, 98, 87, 105});
    MILLIS.put(City.DUBLIN, new int[] {33, 35, 68, 5, 59, 0, 13, 88, 100, 61, 127, 114, 90});
    MILLIS.put(City.FRANKFURT, new int[] {44, 46, 75, 8, 68, 13, 0, 101, 111, 60, 143, 109, 77});
    MILLIS.put(City.OREGON, new int[] {39, 29, 10, 63, 0, 59, 68, 88, 49, 109, 69, 63, 84});
    MILLIS.put(City.TOKYO, new int[] {73, 70, 54, 104, 49, 100, 111, 128, 0, 60, 57, 16, 39});
    MILLIS.put(City.SINGAPORE, new int[] {105, 103, 86, 82, 81, 90, 77, 161, 39, 27, 45, 36, 0});
    MILLIS.put(City.SEOUL, new int[] {87, 84, 67, 118, 63, 114, 109, 142, 17, 57, 69, 0, 36});
  }

  private Network() {}

  /** One way between two cities, nanoseconds; the same in both directions. */
  public static long oneWayNanos(City from, City to) {
    if (from == to) {
      return Math.round(FIXED_MILLIS * NANOS_IN_MILLI);
    }
    // Both rows may hold the pair and differ by a millisecond: the lower-numbered city's is taken.
    City first = from.compareTo(to) < 0 ? from : to;
    City second = first == from ? to : from;
    int measured = measured(first, second);
    if (measured < 0) {
      measured = measured(second, first);
    }
    return measured >= 0
        ? measured * NANOS_IN_MILLI
        : Math.round((FIXED_MILLIS + kilometres(from, to) / KM_IN_MILLI) * NANOS_IN_MILLI);
  }

  /** There and back, nanoseconds. */
  public static long roundTripNanos(City from, City to) {
    return 2 * oneWayNanos(from, to);
  }

  /** The city of {@code among} that is reached soonest; the earlier one where two are equal. */
  public static City nearest(City from, List<City> among) {
    if (among.isEmpty()) {
      throw new IllegalArgumentException("nowhere to go from " + from);
    }
    City nearest = among.get(0);
    for (City city : among) {
      if (kilometres(from, city) < kilometres(from, nearest)) {
        nearest = city;
      }
    }
    return nearest;
  }

  private static int measured(City from, City to) {
    int[] row = MILLIS.get(from);
    int column = MEASURED.indexOf(to);
    return row == null || column < 0 ? -1 : row[column];
  }

  /** Along the great circle, by the haversine formula. */
  static double kilometres(City from, City to) {
    double lat1 = StrictMath.toRadians(from.latitude());
    double lat2 = StrictMath.toRadians(to.latitude());
    double sinLat = StrictMath.sin((lat2 - lat1) / 2);
    double sinLon = StrictMath.sin(StrictMath.toRadians(to.longitude() - from.longitude()) / 2);
    double h = sinLat * sinLat + StrictMath.cos(lat1) * StrictMath.cos(lat2) * sinLon * sinLon;
    return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, StrictMath.sqrt(h)));
  }
}
