package dev.diorama.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.HttpResponse;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of TTLs, row by row. */
class FreshnessTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static OptionalLong ttl(
      int status, String cacheControl, String expires, long min, long usual, long max) {
    HttpResponse response = HttpResponse.empty(status);
    if (cacheControl != null) {
      response = response.with("Cache-Control", cacheControl);
    }
    if (expires != null) {
      response = response.with("Expires", expires);
    }
    CacheRules rules =
        new CacheRules(
            min,
            usual,
            max,
            Selection.NOTHING,
            Selection.NOTHING,
            Selection.NOTHING,
            false,
            false,
            false,
            false);
    return Freshness.seconds(response, rules, 10, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Cache-Control | Expires | min | default | max | TTL
        "max-age=60 | | 0 | 100 | 1000 | 60",
        "max-age=5000 | | 0 | 100 | 1000 | 1000",
        "max-age=0 | | 0 | 100 | 1000 | 0",
        "max-age=60 | | 10 | 100 | 1000 | 60",
        "max-age=5 | | 10 | 100 | 1000 | 10",
        "max-age=5000 | | 10 | 100 | 1000 | 1000",
        "'max-age=60, s-maxage=300' | | 0 | 100 | 1000 | 300",
        "'s-maxage=5000, max-age=60' | | 0 | 100 | 1000 | 1000",
        "'max-age=60, s-maxage=5' | | 10 | 100 | 1000 | 10",
        " | | 0 | 100 | 1000 | 100",
        " | | 10 | 100 | 1000 | 100",
        " | | 200 | 200 | 1000 | 200",
        "public | | 0 | 100 | 1000 | 100",
        " | 'Thu, 01 Jan 2026 00:01:00 GMT' | 0 | 100 | 1000 | 60",
        " | 'Thu, 01 Jan 2026 10:00:00 GMT' | 0 | 100 | 1000 | 1000",
        " | 'Wed, 31 Dec 2025 00:00:00 GMT' | 0 | 100 | 1000 | 0",
        " | 'Wed, 31 Dec 2025 00:00:00 GMT' | 10 | 100 | 1000 | 10",
        " | 'never' | 0 | 100 | 1000 | 0",
        "max-age=60 | 'Thu, 01 Jan 2026 10:00:00 GMT' | 0 | 100 | 1000 | 60",
        "no-cache | | 0 | 100 | 1000 | 0",
        "no-store | | 0 | 100 | 1000 | -1",
        "private | | 0 | 100 | 1000 | -1",
        "'private, max-age=60' | | 0 | 100 | 1000 | -1",
        "no-cache | | 10 | 100 | 1000 | 10",
        "no-store | | 10 | 100 | 1000 | 10",
        "'private, max-age=60' | | 10 | 100 | 1000 | 10",
      })
  void seconds_ofObjects_followTheTable(
      String cacheControl, String expires, long min, long usual, long max, long expected) {
    assertThat(ttl(200, cacheControl, expires, min, usual, max))
        .isEqualTo(expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | | 10",
        "404 | max-age=60 | 60",
        "404 | max-age=1 | 10",
        "414 | | 10",
        "500 | | 10",
        "503 | s-maxage=20 | 20",
        "504 | | 10",
        "403 | | -1",
        "403 | max-age=60 | 60",
        "400 | max-age=1 | 10",
        "405 | | -1",
        "412 | max-age=15 | 15",
        "415 | | -1",
        "401 | max-age=60 | -1",
        "429 | max-age=60 | -1",
      })
  void seconds_ofErrors_followTheTable(int status, String cacheControl, long expected) {
    assertThat(ttl(status, cacheControl, null, 0, 86_400, 31_536_000))
        .isEqualTo(expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected));
  }

  @ParameterizedTest
  @CsvSource({"301, 100", "302, 100", "206, -1"})
  void seconds_ofOtherSuccesses_areThoseOfObjects(int status, long expected) {
    assertThat(ttl(status, null, null, 0, 100, 1000))
        .isEqualTo(expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected));
  }
}
