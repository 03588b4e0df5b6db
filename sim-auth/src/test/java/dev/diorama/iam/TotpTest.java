package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The vectors of RFC 6238, appendix B, cut to six digits. */
  @ParameterizedTest
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130",
  })
  void code_vectorsOfTheRfc(long second, String expected) {
    byte[] seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    assertThat(Totp.code(seed, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"MZXW6YTBOI,foobar", "MFRGG,abc"})
  void decode_base32(String base32, String expected) {
    assertThat(new String(IamMfaService.decode(base32), StandardCharsets.US_ASCII))
        .isEqualTo(expected);
  }
}
