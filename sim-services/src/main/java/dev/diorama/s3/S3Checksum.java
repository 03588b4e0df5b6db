package dev.diorama.s3;

import dev.diorama.core.wire.Checksums;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checksum algorithms of S3 and the members of the SDK's classes that hold their values,
 * documented: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
 */
enum S3Checksum {
  CRC32(Checksums.CRC32),
  CRC32C(Checksums.CRC32C),
  CRC64NVME(Checksums.CRC64NVME),
  SHA1(Checksums.SHA1),
  SHA256(Checksums.SHA256);

  private final Checksums sum;

  S3Checksum(Checksums sum) {
    this.sum = sum;
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
    return "Checksum" + name();
  }

  /** True for those that can be made of a whole object from its parts. */
  boolean crc() {
    return this != SHA1 && this != SHA256;
  }

  /** The checksum of these bytes, in base64. */
  String of(byte[] bytes) {
    return sum.of(bytes);
  }

  /** Compares a value that came in a header with the bytes. */
  void check(byte[] bytes, String value) {
    sum.check(bytes, value, "header");
  }
}
