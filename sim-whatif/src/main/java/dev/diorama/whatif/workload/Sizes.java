package dev.diorama.whatif.workload;

import dev.diorama.whatif.flat.Hashes;
import org.apiguardian.api.API;

/**
 * How large objects are. An object's size follows from its number and its version, so that it need
 * not be kept: the same object is as large whenever it is asked for, until it is written anew.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Sizes {
  /** The largest that an item may be, documented in DynamoDB's quotas; objects in S3 are larger. */
  int MOST = 1 << 30;

  /**
   * The size of an object, bytes.
   *
   * @param object its number
   */
  int of(long object);

  /** The mean size, bytes. */
  double mean();

  /** All alike. */
  record Constant(int bytes) implements Sizes {
    public Constant {
      inRange(bytes);
    }

    @Override
    public int of(long object) {
      return bytes;
    }

    @Override
    public double mean() {
      return bytes;
    }
  }

  /** Any size from the least to the greatest, all equally likely. */
  record Uniform(int least, int greatest) implements Sizes {
    public Uniform {
      inRange(least);
      inRange(greatest);
      if (least > greatest) {
        throw new IllegalArgumentException(
            "the least size is not above the greatest: " + least + ", " + greatest);
      }
    }

    @Override
    public int of(long object) {
      long width = (long) greatest - least + 1;
      return least + (int) (((Hashes.mix(object + 1) >>> 32) * width) >>> 32);
    }

    @Override
    public double mean() {
      return (least + (double) greatest) / 2;
    }
  }

  /**
   * Many small ones and a few large ones: a log-normal distribution, cut off at sixteen times the
   * 99th percentile.
   *
   * @param median bytes, at least 1
   * @param p99 the 99th percentile, bytes
   */
  record LogNormal(int median, int p99) implements Sizes {
    /** The 99th percentile of the normal distribution. */
    private static final double Z99 = 2.3263478740408408;

    private static final double LARGEST = 16;

    public LogNormal {
      inRange(median);
      inRange(p99);
      if (median < 1 || p99 < median) {
        throw new IllegalArgumentException(
            "a median is at least 1 byte and not above the 99th percentile: "
                + median
                + ", "
                + p99);
      }
    }

    private double sigma() {
      return StrictMath.log((double) p99 / median) / Z99;
    }

    @Override
    public int of(long object) {
      // The quantile of a share that the object's number decides.
      double share = ((Hashes.mix(object + 1) >>> 44) + 0.5) / 0x1p20;
      double size = median * StrictMath.exp(Quantiles.normal(share) * sigma());
      return (int) Math.min(Math.min(MOST, LARGEST * p99), Math.max(1, size));
    }

    @Override
    public double mean() {
      double sigma = sigma();
      return median * StrictMath.exp(sigma * sigma / 2);
    }
  }

  private static void inRange(int bytes) {
    if (bytes < 0 || bytes > MOST) {
      throw new IllegalArgumentException("a size is 0 to " + MOST + " bytes, not " + bytes);
    }
  }
}
