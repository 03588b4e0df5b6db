package dev.diorama.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  private static SigningKey key(String name) {
    return SigningKey.generate(new Seeds(1).stream(name));
  }

  @Test
  void sign_isVerifiedByPlainNimbusFromThePublishedKey() throws Exception {
    SigningKey key = key("a");
    RSAKey published = RSAKey.parse(key.jwk().write());
    assertThat(published.isPrivate()).isFalse();
    assertThat(published.size()).isEqualTo(2048);
    Json.Obj claims = Json.object().put("z", 1).put("a", "é").build();
    String token = key.sign(claims);
    SignedJWT parsed = SignedJWT.parse(token);
    assertThat(parsed.verify(new RSASSAVerifier(published))).isTrue();
    assertThat(parsed.getHeader().getKeyID()).isEqualTo(key.id());
    assertThat(parsed.getPayload().toString()).isEqualTo("{\"z\":1,\"a\":\"é\"}");
  }

  @Test
  void signed_knowsItsOwnTokensOnly() {
    String token = key("a").sign(Json.object().put("sub", "mina").build());
    assertThat(key("a").signed(token)).isTrue();
    assertThat(key("b").signed(token)).isFalse();
    assertThat(key("a").signed(token.substring(0, token.length() - 8) + "AAAAAAAA")).isFalse();
    assertThat(key("a").signed("")).isFalse();
  }

  @Test
  void generate_sameStream_givesTheSameKey() {
    assertThat(key("a").jwk()).isEqualTo(key("a").jwk()).isNotEqualTo(key("b").jwk());
  }
}
