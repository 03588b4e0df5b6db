package dev.diorama.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum algorithms of S3, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
 */
enum S3Checksum {
  CRC32("ChecksumCRC32", 4),
  CRC32C("ChecksumCRC32C", 4),
  CRC64NVME("ChecksumCRC64NVME", 8),
  SHA1("ChecksumSHA1", 20),
  SHA256("ChecksumSHA256", 32);

  /** CRC-64/NVME's polynomial 0xAD93D23594C93659 with its bits reversed. */
  private static final long CRC64_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final long[] CRC64_TABLE = crc64Table();

  private final String member;
  private final int length;

  S3Checksum(String member, int length) {
    this.member = member;
    this.length = length;
  }

  /** The algorithm of that name, as {@code x-amz-checksum-algorithm} writes it. */
  static Optional<S3Checksum> named(@Nullable String name) {
    for (S3Checksum each : values()) {
      if (each.name().equalsIgnoreCase(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The SDK's member of requests and responses that holds its value. */
  String member() {
    return member;
  }

  /** The header that holds its value. */
  String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** True for those that can be made of a whole object from its parts. */
  boolean crc() {
    return length <= Long.BYTES;
  }

  /** The checksum of these bytes, in base64. */
  String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(raw(bytes));
  }

  /** True when a text has the form of its value. */
  boolean wellFormed(String value) {
    try {
      return Base64.getDecoder().decode(value).length == length;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private byte[] raw(byte[] bytes) {
    return switch (this) {
      case CRC32 -> {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        yield ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
      }
      case CRC32C -> {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        yield ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
      }
      case CRC64NVME -> ByteBuffer.allocate(8).putLong(crc64(bytes)).array();
      case SHA1 -> digest("SHA-1", bytes);
      case SHA256 -> digest("SHA-256", bytes);
    };
  }

  /** The digest of these bytes by an algorithm that every JDK has. */
  static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static long crc64(byte[] bytes) {
    long crc = -1;
    for (byte b : bytes) {
      crc = CRC64_TABLE[(int) (crc ^ b) & 0xff] ^ (crc >>> 8);
    }
    return ~crc;
  }

  private static long[] crc64Table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ CRC64_POLYNOMIAL;
      }
      table[i] = crc;
    }
    return table;
  }
}
