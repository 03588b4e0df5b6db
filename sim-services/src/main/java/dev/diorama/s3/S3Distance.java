package dev.diorama.s3;

import dev.diorama.core.place.City;
import dev.diorama.core.place.Network;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way between a client outside and its bucket: straight to the Region, or by Transfer
 * Acceleration in at the nearest edge location and on through AWS's own network.
 *
 * <p>The model is that of {@link S3Config.Distance}: what a window and the round trips allow. A way
 * in several pieces is as fast as its slowest piece, since bytes flow through. Nothing is cached
 * anywhere on it.
 */
final class S3Distance {
  private static final String VIEWER = "viewer";
  private static final String REGION = "bucketRegion";
  private static final String WAY = "way";
  private static final String ACCELERATED = "accelerate";
  private static final String DIRECT = "direct";

  /** TCP and TLS 1.3 before a request can be sent, and the request itself. */
  private static final int HANDSHAKE_TRIPS = 2;

  private static final int REQUEST_TRIPS = 1;
  private static final double NANOS = 1e9;

  private final S3Config config;

  S3Distance(S3Config config) {
    this.config = config;
  }

  /** What a request's address says of its way. */
  Map<String, String> facts(HttpRequest request, S3Address address, Optional<S3Bucket> bucket) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(WAY, address.isAccelerated() ? ACCELERATED : DIRECT);
    viewer(request).ifPresent(city -> facts.put(VIEWER, city.name()));
    bucket.ifPresent(found -> facts.put(REGION, found.region()));
    return facts;
  }

  private Optional<City> viewer(HttpRequest request) {
    Optional<String> named = request.header(City.HEADER);
    if (named.isEmpty()) {
      return config.distance().viewer();
    }
    return Optional.of(
        City.find(named.get())
            .orElseThrow(
                () ->
                    S3Error.INVALID_ARGUMENT.of(
                        "Diorama knows no city of that name", City.HEADER, named.get())));
  }

  /** True when a request came in by the accelerated endpoint. */
  static boolean isAccelerated(Call call) {
    return way(call).equals(ACCELERATED);
  }

  private static String way(Call call) {
    return call.label(WAY).orElse(DIRECT);
  }

  /** The city of a client outside the cloud, where it is known. */
  private static Optional<City> viewer(Call call) {
    return call.parent().isPresent() ? Optional.empty() : call.label(VIEWER).map(City::valueOf);
  }

  private static City region(Call call) {
    return City.ofRegion(call.label(REGION).orElse(call.region()));
  }

  /** Every city of the list has edge locations, so that it is the viewer's own. */
  private static City edge(City viewer) {
    return Network.nearest(viewer, List.of(City.values()));
  }

  /** Charges what it takes until a request has reached the Region and the answer begins. */
  void arrive(Call call) {
    if (isAccelerated(call)) {
      call.note(WAY, ACCELERATED);
    }
    Optional<City> viewer = viewer(call);
    if (viewer.isEmpty()) {
      return;
    }
    City from = viewer.get();
    City to = region(call);
    call.note(VIEWER, from.title()).note(WAY, way(call));
    if (isAccelerated(call)) {
      City edge = edge(from);
      call.note("edge", edge.airport());
      call.charge(
          (HANDSHAKE_TRIPS + REQUEST_TRIPS) * Network.roundTripNanos(from, edge)
              + REQUEST_TRIPS * Network.roundTripNanos(edge, to));
    } else {
      call.charge((HANDSHAKE_TRIPS + REQUEST_TRIPS) * Network.roundTripNanos(from, to));
    }
  }

  /** Charges the time that so many bytes are on the line. */
  void transferred(Call call, long bytes) {
    call.charge(Math.round(bytes * NANOS / bytesPerSecond(call)));
  }

  /** Notes by which way bytes came in, which have different prices. */
  void uploaded(Call call, long bytes) {
    transferred(call, bytes);
    call.note("bytesUploaded", Long.toString(bytes));
    call.note("upload.way", way(call));
  }

  private double bytesPerSecond(Call call) {
    Optional<City> viewer = viewer(call);
    if (viewer.isEmpty()) {
      return config.bytesPerSecond();
    }
    City from = viewer.get();
    City to = region(call);
    double outside = windowed(from, isAccelerated(call) ? edge(from) : to);
    double inside =
        isAccelerated(call)
            ? windowed(edge(from), to) * config.distance().backboneFactor()
            : outside;
    double atMost = config.bytesPerSecond();
    return Math.min(atMost, Math.min(outside, inside));
  }

  private double windowed(City from, City to) {
    return config.distance().windowBytes() * NANOS / Network.roundTripNanos(from, to);
  }
}
