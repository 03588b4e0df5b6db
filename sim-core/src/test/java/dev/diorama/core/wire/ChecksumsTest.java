package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumsTest {
  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

  /** The check values of each algorithm's definition (catalogue of CRC algorithms; RFC 3174). */
  @ParameterizedTest
  @CsvSource({
    "CRC32,cbf43926",
    "CRC32C,e3069283",
    "CRC64NVME,ae8b14860a799888",
    "SHA1,f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256,15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
  })
  void of_checkText_isTheDefinedValue(Checksums algorithm, String hex) {
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(algorithm.of(CHECK))))
        .isEqualTo(hex);
  }

  @Test
  void md5_checkText_isTheDefinedValue() {
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(Checksums.md5(CHECK))))
        .isEqualTo("25f9e794323b453885f5181f1b624d0b");
  }

  @ParameterizedTest
  @EnumSource(Checksums.class)
  void ofHeader_anyCase_findsIt(Checksums algorithm) {
    assertThat(Checksums.ofHeader(algorithm.header().toUpperCase(java.util.Locale.ROOT)))
        .contains(algorithm);
  }

  @Test
  void ofHeader_unknown_isEmpty() {
    assertThat(Checksums.ofHeader("x-amz-checksum-md5")).isEmpty();
    assertThat(Checksums.ofHeader("x-amz-checksum-")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Checksums.class)
  void check_right_passes(Checksums algorithm) {
    algorithm.check(CHECK, algorithm.of(CHECK), "header");
  }

  @ParameterizedTest
  @EnumSource(Checksums.class)
  void check_otherData_isBadDigest400(Checksums algorithm) {
    assertThatThrownBy(() -> algorithm.check(new byte[0], algorithm.of(CHECK), "header"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("BadDigest");
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.message())
                  .isEqualTo(
                      "The "
                          + algorithm.name()
                          + " you specified did not match the calculated checksum.");
            });
  }

  @ParameterizedTest
  @CsvSource({"CRC32,!!!!", "CRC32,AAAA", "SHA256,AAAAAA==", "CRC64NVME,''"})
  void check_noChecksum_isInvalidRequest400(Checksums algorithm, String given) {
    assertThatThrownBy(() -> algorithm.check(CHECK, given, "header"))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("InvalidRequest");
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.message())
                  .isEqualTo("Value for " + algorithm.header() + " header is invalid.");
            });
  }
}
