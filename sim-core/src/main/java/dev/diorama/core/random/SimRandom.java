package dev.diorama.core.random;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * One named stream of seeded chance (SplitMix64), the same on every JVM; not for real secrets.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimRandom implements RandomGenerator {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Letters and digits that AWS uses in most generated ids. */
  public static final String LOWER_ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789";

  /** Capitals and digits, as in access keys and S3 request ids. */
  public static final String UPPER_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /** All letters and digits. */
  public static final String ALNUM =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private long state;

  SimRandom(long seed) {
    this.state = seed;
  }

  static long hash(long seed, String name) {
    long h = seed;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = mix(h ^ (b & 0xff)) + 0x9E3779B97F4A7C15L;
    }
    return mix(h);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public synchronized long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    return mix(state);
  }

  /** True in {@code numerator} of {@code denominator} cases. */
  public boolean chance(int numerator, int denominator) {
    return nextInt(denominator) < numerator;
  }

  /** A string of {@code length} characters drawn from {@code alphabet}. */
  public String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** {@code length} lower-case hexadecimal digits. */
  public String hex(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(HEX[nextInt(16)]);
    }
    return text.toString();
  }

  /** {@code length} random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    nextBytes(bytes);
    return bytes;
  }

  /** A version-4 UUID. */
  public UUID uuid() {
    long high = (nextLong() & ~0xF000L) | 0x4000L;
    long low = (nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** This stream as a {@link SecureRandom}, for key generators that want one. */
  public SecureRandom asSecureRandom() {
    return new SeededSecureRandom(this);
  }

  private static final class SeededSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient SimRandom source;

    private SeededSecureRandom(SimRandom source) {
      super(null, null);
      this.source = source;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      source.nextBytes(bytes);
    }

    @Override
    public String getAlgorithm() {
      return "diorama-seeded";
    }
  }
}
