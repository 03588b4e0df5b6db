package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static byte[] packed(String... texts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(all)) {
        gzip.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return all.toByteArray();
  }

  private static String unpacked(byte[] packed) throws IOException {
    return new String(Gzip.unpack(packed), StandardCharsets.UTF_8);
  }

  @Test
  void unpack_membersOfAnyLength_areJoined() throws IOException {
    assertThat(unpacked(packed("one"))).isEqualTo("one");
    assertThat(unpacked(packed("one ", "two"))).isEqualTo("one two");
    assertThat(unpacked(packed(""))).isEmpty();
    String poor = "x".repeat(100_000) + "abc".repeat(5_000);
    assertThat(unpacked(packed(poor))).isEqualTo(poor);
  }

  @Test
  void unpack_withNameInItsHeader_isRead() throws IOException {
    byte[] plain = packed("named");
    byte[] named = new byte[plain.length + 5];
    System.arraycopy(plain, 0, named, 0, 10);
    named[3] = 8;
    System.arraycopy("file".getBytes(StandardCharsets.US_ASCII), 0, named, 10, 4);
    System.arraycopy(plain, 10, named, 15, plain.length - 10);
    assertThat(unpacked(named)).isEqualTo("named");
  }

  @Test
  void unpack_whatIsNoGzip_fails() throws IOException {
    byte[] good = packed("good");
    byte[] junk = Arrays.copyOf(good, good.length + 4);
    byte[] wrong = good.clone();
    wrong[good.length - 8]++;
    for (byte[] bad :
        new byte[][] {
          new byte[0],
          "plain text, not packed".getBytes(StandardCharsets.US_ASCII),
          Arrays.copyOf(good, good.length - 1),
          Arrays.copyOf(good, 12),
          Arrays.copyOf(good, 10),
          junk,
          wrong
        }) {
      assertThatThrownBy(() -> Gzip.unpack(bad)).isInstanceOf(IOException.class);
    }
  }
}
