package dev.diorama.s3;

import dev.diorama.core.event.RetryPolicy;
import dev.diorama.core.place.City;
import dev.diorama.core.random.Latency;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Limits and latencies of S3.
 *
 * @param firstByte how long requests on objects and listings take before the first byte
 * @param control how long requests on buckets and their settings take
 * @param bytesPerSecond how fast one connection moves an object's bytes, either way
 * @param maxObjectBytes the largest object that is taken, bytes; at most {@link #LARGEST_ARRAY},
 *     because an object is one array in memory
 * @param maxBuckets how many buckets one account may have
 * @param events how event notifications travel
 * @param distance what the way from a client to its bucket costs
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record S3Config(
    Latency firstByte,
    Latency control,
    long bytesPerSecond,
    long maxObjectBytes,
    int maxBuckets,
    Events events,
    Distance distance) {

  /** The largest array that every JVM can make, bytes. */
  public static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  /**
   * "Consistent latencies of roughly 100-200 milliseconds" for the first byte of small objects,
   * documented as a guideline:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html. Taken as
   * median and 90th percentile; the 99th is assumed to be twice that.
   */
  private static final Latency GUIDELINE = Latency.ofMillis(100, 200, 400);

  /**
   * One connection is reckoned with 85-90 MB/s, documented as a guideline:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html.
   */
  private static final long GUIDELINE_BYTES_PER_SECOND = 85_000_000;

  /** Assumed: what a test's heap can bear. AWS takes 5 GB in one PUT. */
  private static final long DEFAULT_MAX_OBJECT_BYTES = 256L << 20;

  /**
   * Documented default quota of general purpose buckets:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html.
   */
  private static final int DEFAULT_MAX_BUCKETS = 10_000;

  public S3Config {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("bytesPerSecond is at least 1, not " + bytesPerSecond);
    }
    if (maxObjectBytes < 0 || maxObjectBytes > LARGEST_ARRAY) {
      throw new IllegalArgumentException(
          "maxObjectBytes lies between 0 and " + LARGEST_ARRAY + ", not at " + maxObjectBytes);
    }
    if (maxBuckets < 1) {
      throw new IllegalArgumentException("maxBuckets is at least 1, not " + maxBuckets);
    }
  }

  /** AWS's guidelines and quotas, with objects of at most 256 MiB. */
  public static S3Config defaults() {
    return new S3Config(
        GUIDELINE,
        GUIDELINE,
        GUIDELINE_BYTES_PER_SECOND,
        DEFAULT_MAX_OBJECT_BYTES,
        DEFAULT_MAX_BUCKETS,
        Events.defaults(),
        Distance.defaults());
  }

  /** The same with another latency of objects and listings. */
  public S3Config withFirstByte(Latency other) {
    return new S3Config(
        other, control, bytesPerSecond, maxObjectBytes, maxBuckets, events, distance);
  }

  /** The same with another latency of bucket settings. */
  public S3Config withControl(Latency other) {
    return new S3Config(
        firstByte, other, bytesPerSecond, maxObjectBytes, maxBuckets, events, distance);
  }

  /** The same with another speed of one connection, bytes per second. */
  public S3Config withBytesPerSecond(long other) {
    return new S3Config(firstByte, control, other, maxObjectBytes, maxBuckets, events, distance);
  }

  /** The same with another largest object, bytes. */
  public S3Config withMaxObjectBytes(long other) {
    return new S3Config(firstByte, control, bytesPerSecond, other, maxBuckets, events, distance);
  }

  /** The same with another number of buckets an account may have. */
  public S3Config withMaxBuckets(int other) {
    return new S3Config(
        firstByte, control, bytesPerSecond, maxObjectBytes, other, events, distance);
  }

  /** The same with event notifications that travel otherwise. */
  public S3Config withEvents(Events other) {
    return new S3Config(
        firstByte, control, bytesPerSecond, maxObjectBytes, maxBuckets, other, distance);
  }

  /** The same with other costs of the way to a bucket. */
  public S3Config withDistance(Distance other) {
    return new S3Config(
        firstByte, control, bytesPerSecond, maxObjectBytes, maxBuckets, events, other);
  }

  /**
   * How event notifications travel.
   *
   * @param lag how long an event is on its way
   * @param retry how often and when one that was not taken is sent again before it is dropped
   * @since 0.1
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public record Events(Latency lag, RetryPolicy retry) {
    /**
     * "Typically delivered in seconds but can sometimes take a minute or longer", documented:
     * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html. The shape is
     * assumed: from 0.3 s over a median of 0.6 s up to a minute.
     */
    private static final Latency SECONDS = Latency.ofMillis(600, 3_000, 30_000);

    /**
     * Assumed: AWS says neither how often nor how long S3 tries. Doubling from a second to five
     * minutes for six hours is what Lambda does with its own asynchronous events.
     */
    private static final RetryPolicy SIX_HOURS =
        new RetryPolicy(
            Stream.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 300).map(Duration::ofSeconds).toList(),
            Integer.MAX_VALUE,
            Duration.ofHours(6));

    /** Seconds on the way, and six hours of retries. */
    public static Events defaults() {
      return new Events(SECONDS, SIX_HOURS);
    }
  }

  /**
   * What the way between a client and its bucket costs in time. It is charged to requests of
   * clients outside the cloud that say where they are ({@link City#HEADER}), or, where {@code
   * viewer} is given, to all of them.
   *
   * <p>A fresh connection takes two round trips (TCP, TLS 1.3) and the request one more. Bytes flow
   * at {@code windowBytes} per round trip, because no more may be unacknowledged on the way. An
   * accelerated request does this with the edge location nearest the client; from there it goes on
   * through a connection that is open already, at {@code backboneFactor} times the window.
   *
   * @param viewer where clients are that do not say so; empty charges them nothing
   * @param windowBytes bytes that may be on the way in one connection
   * @param backboneFactor how many times more that is between edge and Region
   * @param acceleration how long Transfer Acceleration takes to begin once it is enabled
   * @since 0.1
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public record Distance(
      Optional<City> viewer, long windowBytes, double backboneFactor, Latency acceleration) {
    /** Assumed: a MiB, which makes 6 MB/s from Seoul to Virginia (174 ms there and back). */
    private static final long USUAL_WINDOW = 1 << 20;

    /**
     * Assumed: AWS speaks of 50 to 500 percent for transfers over long distances
     * (https://aws.amazon.com/s3/transfer-acceleration/), and this makes 200 percent.
     */
    private static final double USUAL_BACKBONE = 3;

    /**
     * "Up to 20 minutes", documented:
     * https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html. The usual
     * time is assumed.
     */
    private static final Latency MINUTES = Latency.ofMillis(180_000, 300_000, 600_000);

    public Distance {
      if (windowBytes < 1 || !(backboneFactor >= 1)) {
        throw new IllegalArgumentException(
            "a window is at least 1 byte and a factor at least 1, not "
                + windowBytes
                + " and "
                + backboneFactor);
      }
    }

    /** Nothing for clients that do not say where they are; else the assumptions given here. */
    public static Distance defaults() {
      return new Distance(Optional.empty(), USUAL_WINDOW, USUAL_BACKBONE, MINUTES);
    }

    /** The same with clients in that city unless they say otherwise. */
    public Distance withViewer(City city) {
      return new Distance(Optional.of(city), windowBytes, backboneFactor, acceleration);
    }

    /** The same with an acceleration that begins after another time. */
    public Distance withAcceleration(Latency other) {
      return new Distance(viewer, windowBytes, backboneFactor, other);
    }
  }
}
