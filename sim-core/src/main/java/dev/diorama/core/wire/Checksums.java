package dev.diorama.core.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apiguardian.api.API;

/**
 * The checksums that S3 knows, as S3 writes them: big-endian bytes in base64.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Checksums {
  /** CRC-32 of ISO 3309, as in zip. */
  CRC32 {
    @Override
    byte[] digest(byte[] data) {
      return four(new CRC32(), data);
    }
  },
  /** CRC-32C, Castagnoli. */
  CRC32C {
    @Override
    byte[] digest(byte[] data) {
      return four(new CRC32C(), data);
    }
  },
  /** CRC-64/NVME. */
  CRC64NVME {
    @Override
    byte[] digest(byte[] data) {
      return ByteBuffer.allocate(8).putLong(Crc64.nvme(data)).array();
    }
  },
  /** SHA-1. */
  SHA1 {
    @Override
    byte[] digest(byte[] data) {
      return hash("SHA-1", data);
    }
  },
  /** SHA-256. */
  SHA256 {
    @Override
    byte[] digest(byte[] data) {
      return hash("SHA-256", data);
    }
  };

  /** What the names of checksum headers start with. */
  public static final String HEADER_PREFIX = "x-amz-checksum-";

  abstract byte[] digest(byte[] data);

  /** The checksum in base64. */
  public String of(byte[] data) {
    return Base64.getEncoder().encodeToString(digest(data));
  }

  /** The header, or trailer, that carries it: {@code x-amz-checksum-crc32}. */
  public String header() {
    return HEADER_PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** The checksum that a header of that name carries; letter case does not matter. */
  public static Optional<Checksums> ofHeader(String header) {
    for (Checksums each : values()) {
      if (each.header().equalsIgnoreCase(header)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The MD5 digest in base64, as Content-MD5 has it. */
  public static String md5(byte[] data) {
    return Base64.getEncoder().encodeToString(hash("MD5", data));
  }

  /**
   * Checks a value that a client gave.
   *
   * @param what how the client gave it: {@code header} or {@code trailing header}
   * @throws AwsException InvalidRequest if it is no such checksum, BadDigest if it is another
   *     data's; both observed in S3
   */
  public void check(byte[] data, String given, String what) {
    byte[] expected = digest(data);
    byte[] claimed;
    try {
      claimed = Base64.getDecoder().decode(given);
    } catch (IllegalArgumentException e) {
      claimed = new byte[0];
    }
    if (claimed.length != expected.length) {
      throw Refusal.of(
          "InvalidRequest", 400, "Value for " + header() + " " + what + " is invalid.");
    }
    if (!MessageDigest.isEqual(claimed, expected)) {
      throw Refusal.of(
          "BadDigest",
          400,
          "The " + name() + " you specified did not match the calculated checksum.");
    }
  }

  private static byte[] four(Checksum checksum, byte[] data) {
    checksum.update(data, 0, data.length);
    return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
  }

  /** The hash of these bytes by an algorithm that every JDK has, such as {@code SHA-256}. */
  public static byte[] hash(String algorithm, byte[] data) {
    try {
      return MessageDigest.getInstance(algorithm).digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** CRC-64/NVME, bytewise by table: polynomial 0xAD93D23594C93659, reflected. */
  private static final class Crc64 {
    private static final long REFLECTED = 0x9A6C9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private static long[] table() {
      long[] table = new long[256];
      for (int i = 0; i < table.length; i++) {
        long crc = i;
        for (int bit = 0; bit < 8; bit++) {
          crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ REFLECTED;
        }
        table[i] = crc;
      }
      return table;
    }

    static long nvme(byte[] data) {
      long crc = ~0L;
      for (byte each : data) {
        crc = TABLE[(int) ((crc ^ each) & 0xff)] ^ (crc >>> 8);
      }
      return ~crc;
    }
  }
}
