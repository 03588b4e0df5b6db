package dev.diorama.whatif.workload;

import dev.diorama.core.place.City;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Who makes requests. Each user lives in one city and has a session, which decides what a cache
 * sees of them: API Gateway tells answers apart by the Authorization header, where it is declared,
 * and a new session has a new one.
 *
 * @param activity which of them makes the next request
 * @param sessionSeconds how long a session lasts from its first request on; 0 for ever
 * @param cities shares of the users, in any scale; empty puts all next to the design's Region
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Users(Popularity activity, double sessionSeconds, Map<City, Double> cities) {
  public Users {
    cities = Collections.unmodifiableMap(new LinkedHashMap<>(cities));
    if (!(sessionSeconds >= 0 && sessionSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a session lasts 0 s or more, not " + sessionSeconds);
    }
    for (Map.Entry<City, Double> each : cities.entrySet()) {
      if (!(each.getValue() > 0 && each.getValue() < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a share of users is more than 0, not " + each.getValue() + " of " + each.getKey());
      }
    }
  }

  /** So many users, all alike, without end of session, next to the design's Region. */
  public static Users of(int count) {
    return new Users(new Popularity.Uniform(count), 0, Map.of());
  }

  /** How many there are. */
  public int count() {
    return activity.objects();
  }

  /** The same in other cities. */
  public Users in(Map<City, Double> others) {
    return new Users(activity, sessionSeconds, others);
  }
}
