package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diorama.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both sides of the protocol against vectors that {@code amazon-cognito-identity-js} 6.3 computed
 * (its AuthenticationHelper, with ephemeral secrets given): a salt with its top bit set, one with
 * leading zeros, a password beyond ASCII.
 */
class SrpGoldenVectorTest {
  static List<Json> vectors() {
    try (InputStream in =
        SrpGoldenVectorTest.class.getResourceAsStream("/cognito/srp-vectors.json")) {
      return Json.parse(in.readAllBytes()).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Json vector, String name) {
    return vector.text(name).orElseThrow();
  }

  private static BigInteger number(Json vector, String name) {
    return new BigInteger(text(vector, name), 16);
  }

  private static SrpClient client(Json vector) {
    return new SrpClient(
        text(vector, "pool"), text(vector, "user"), text(vector, "password"), number(vector, "a"));
  }

  private static SrpServer.Verifier verifier(Json vector) {
    return SrpServer.Verifier.of(
        SrpGroup.poolName(text(vector, "pool")),
        text(vector, "user"),
        text(vector, "password"),
        number(vector, "salt"));
  }

  private static SrpServer server(Json vector, BigInteger clientOpen) {
    return new SrpServer(
        SrpGroup.poolName(text(vector, "pool")),
        text(vector, "user"),
        verifier(vector),
        clientOpen,
        HexFormat.of().parseHex(text(vector, "b")));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void client_computesWhatTheOracleComputed(Json vector) {
    SrpClient client = client(vector);

    assertThat(client.srpA()).isEqualTo(text(vector, "A"));
    assertThat(client.key(text(vector, "user"), number(vector, "salt"), number(vector, "B")))
        .asHexString()
        .isEqualToIgnoringCase(text(vector, "key"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void answer_isTheOraclesSignature(Json vector) {
    int second = Integer.parseInt(text(vector, "timestamp").substring(16, 18));

    Map<String, String> answer =
        client(vector)
            .answer(
                Map.of(
                    "SALT", text(vector, "salt"),
                    "SRP_B", text(vector, "B"),
                    "SECRET_BLOCK", text(vector, "block"),
                    "USER_ID_FOR_SRP", text(vector, "user")),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second));

    assertThat(answer)
        .containsEntry("TIMESTAMP", text(vector, "timestamp"))
        .containsEntry("PASSWORD_CLAIM_SIGNATURE", text(vector, "signature"))
        .containsEntry("PASSWORD_CLAIM_SECRET_BLOCK", text(vector, "block"))
        .containsEntry("USERNAME", text(vector, "user"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void server_computesWhatTheOracleComputed(Json vector) {
    assertThat(verifier(vector).v()).isEqualTo(number(vector, "v"));
    SrpServer server = server(vector, number(vector, "A"));
    assertThat(server.open()).isEqualTo(number(vector, "B"));
    assertThat(server.key()).asHexString().isEqualToIgnoringCase(text(vector, "key"));
    byte[] block = Base64.getDecoder().decode(text(vector, "block"));
    byte[] signature = Base64.getDecoder().decode(text(vector, "signature"));
    assertThat(server.proves(block, text(vector, "timestamp"), signature)).isTrue();
    assertThat(server.proves(block, "Thu Jan 1 00:00:09 UTC 2026", signature)).isFalse();
  }

  @Test
  void verifier_otherPasswordOrUserOrPool_doesNotMatch() {
    Json vector = vectors().get(0);
    SrpServer.Verifier verifier = verifier(vector);
    assertThat(verifier.matches("AbCdEfGhI", "mina", "Passw0rd!")).isTrue();
    assertThat(verifier.matches("AbCdEfGhI", "mina", "Passw0rd")).isFalse();
    assertThat(verifier.matches("AbCdEfGhI", "Mina", "Passw0rd!")).isFalse();
    assertThat(verifier.matches("AbCdEfGhJ", "mina", "Passw0rd!")).isFalse();
  }

  @Test
  void client_randomSecrets_agreeWithServer() {
    Random random = new Random(7);
    for (int i = 0; i < 8; i++) {
      SrpClient client = new SrpClient("us-east-1_abc", "user" + i, "pw" + i, random);
      byte[] salt = new byte[SrpServer.SALT_BYTES];
      byte[] secret = new byte[SrpServer.SECRET_BYTES];
      random.nextBytes(salt);
      random.nextBytes(secret);
      SrpServer.Verifier verifier = SrpServer.Verifier.of("abc", "user" + i, "pw" + i, salt);
      SrpServer server =
          new SrpServer("abc", "user" + i, verifier, new BigInteger(client.srpA(), 16), secret);
      assertThat(client.key("user" + i, verifier.salt(), server.open())).isEqualTo(server.key());
    }
  }

  @Test
  void client_unsoundChallenge_isRefused() {
    SrpClient client = new SrpClient("us-east-1_abc", "mina", "pw", new Random(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.key("mina", BigInteger.ONE, SrpGroup.N))
        .withMessageContaining("SRP_B");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.answer(Map.of("SALT", "1"), Instant.EPOCH))
        .withMessageContaining("USER_ID_FOR_SRP");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SrpClient("nopool", "mina", "pw", new Random(1)))
        .withMessageContaining("nopool");
  }
}
