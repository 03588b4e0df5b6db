package dev.diorama.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.RawService;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwtVerifierTest {
  private static final String ISSUER = "https://issuer.example/pool";
  private static RSAKey key;
  private static RSAKey rotated;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final JwtVerifier verifier = new JwtVerifier(cloud.clock());
  private final List<String> fetched = new ArrayList<>();
  private HttpResponse keys = HttpResponse.empty(500);

  @BeforeAll
  static void makeKeys() throws JOSEException {
    key = rsa("first");
    rotated = rsa("second");
  }

  private static RSAKey rsa(String id) throws JOSEException {
    return new RSAKeyGenerator(2048)
        .secureRandom(new Seeds(7).stream(id).asSecureRandom())
        .keyID(id)
        .generate();
  }

  @BeforeEach
  void serveKeys() {
    publish(key);
    cloud
        .router()
        .install(
            new RawService() {
              @Override
              public String name() {
                return "issuer";
              }

              @Override
              public boolean accepts(HttpRequest request) {
                return request.host().equals("issuer.example");
              }

              @Override
              public HttpResponse handle(Call call, HttpRequest request) {
                fetched.add(request.rawPath());
                return keys;
              }
            });
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void publish(RSAKey... published) {
    keys =
        HttpResponse.of(
            200,
            "application/json",
            new JWKSet(List.<JWK>of(published)).toPublicJWKSet().toString());
  }

  private long now() {
    return cloud.clock().instant().getEpochSecond();
  }

  private Json.ObjectBuilder claims() {
    return Json.object().put("iss", ISSUER).put("sub", "mina").put("exp", now() + 3600);
  }

  private static String sign(RSAKey by, Json claims) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(),
        new RSASSASigner(by),
        claims.write());
  }

  private static String sign(JWSHeader header, JWSSigner signer, String payload)
      throws JOSEException {
    JWSObject object = new JWSObject(header, new Payload(payload));
    object.sign(signer);
    return object.serialize();
  }

  private Json.Obj verify(String token) {
    return verify(token, JwtVerifier.jwksUrl(ISSUER));
  }

  private Json.Obj verify(String token, String jwksUrl) {
    return cloud
        .router()
        .internal(
            "test",
            "verify",
            Principal.ANONYMOUS,
            "us-east-1",
            call -> verifier.verify(call, token, ISSUER, jwksUrl));
  }

  private void assertRejected(String token, JwtRejected.Reason reason) {
    assertThatThrownBy(() -> verify(token))
        .isInstanceOfSatisfying(
            JwtRejected.class, e -> assertThat(e.reason()).as(e.message()).isEqualTo(reason));
  }

  @Test
  void verify_goodToken_returnsClaimsAndFetchesKeysOnce() throws JOSEException {
    String token = sign(key, claims().put("custom:n", 7).build());

    assertThat(verify(token).text("sub")).contains("mina");
    assertThat(verify(token).get("custom:n")).contains(Json.of(7));
    assertThat(fetched).containsExactly("/pool/.well-known/jwks.json");
  }

  @Test
  void verify_keyRotated_fetchesKeysAgainOnce() throws JOSEException {
    verify(sign(key, claims().build()));
    publish(key, rotated);

    assertThat(verify(sign(rotated, claims().build())).text("sub")).contains("mina");
    verify(sign(rotated, claims().build()));
    assertThat(fetched).hasSize(2);
  }

  @Test
  void verify_keyOfNobody_isRejectedAfterOneMoreFetch() throws JOSEException {
    verify(sign(key, claims().build()));

    assertRejected(sign(rotated, claims().build()), JwtRejected.Reason.UNKNOWN_KEY);
    assertThat(fetched).hasSize(2);
  }

  @Test
  void verify_keysNotServed_isRejected() throws JOSEException {
    String token = sign(key, claims().build());
    keys = HttpResponse.empty(404);
    assertRejected(token, JwtRejected.Reason.UNKNOWN_KEY);
    keys = HttpResponse.of(200, "application/json", "<html>");
    assertRejected(token, JwtRejected.Reason.UNKNOWN_KEY);
  }

  @Test
  void verify_otherKeyUnderSameId_isBadSignature() throws JOSEException {
    RSAKey impostor = new RSAKey.Builder(rotated).keyID(key.getKeyID()).build();
    assertRejected(sign(impostor, claims().build()), JwtRejected.Reason.BAD_SIGNATURE);
  }

  @Test
  void verify_anyCharacterChanged_isRejected() throws JOSEException {
    String token = sign(key, claims().build());
    verify(token);
    for (int i = 0; i < token.length() - 1; i += 7) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> verify(changed)).isInstanceOf(JwtRejected.class);
    }
  }

  @Test
  void verify_atExpiry_isExpired() throws JOSEException {
    String token = sign(key, claims().build());
    VirtualClock clock = (VirtualClock) cloud.clock();
    clock.advance(Duration.ofHours(1).minusMillis(1));
    verify(token);
    clock.advance(Duration.ofMillis(1));
    assertRejected(token, JwtRejected.Reason.EXPIRED);
  }

  @Test
  void verify_beforeNotBefore_isNotYetValid() throws JOSEException {
    String token = sign(key, claims().put("nbf", now() + 10).build());
    assertRejected(token, JwtRejected.Reason.NOT_YET_VALID);
    ((VirtualClock) cloud.clock()).advance(Duration.ofSeconds(10));
    verify(token);
  }

  @Test
  void verify_otherIssuer_isRejectedWithoutFetching() throws JOSEException {
    assertRejected(
        sign(key, claims().put("iss", ISSUER + "2").build()), JwtRejected.Reason.WRONG_ISSUER);
    assertRejected(
        sign(key, Json.object().put("exp", now() + 5).build()), JwtRejected.Reason.WRONG_ISSUER);
    assertThat(fetched).isEmpty();
  }

  @Test
  void verify_noExpiryOrNoDate_isMalformed() throws JOSEException {
    assertRejected(
        sign(key, Json.object().put("iss", ISSUER).build()), JwtRejected.Reason.MALFORMED);
    assertRejected(sign(key, claims().put("exp", "soon").build()), JwtRejected.Reason.MALFORMED);
    assertRejected(
        sign(key, claims().put("exp", new Json.Num("1e99999999")).build()),
        JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_algorithmNone_isMalformed() {
    String token = new PlainObject(new Payload(claims().build().write())).serialize();
    assertRejected(token, JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_publicKeyUsedAsSharedSecret_isMalformed() throws JOSEException {
    String token =
        sign(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            new MACSigner(key.toRSAPublicKey().getEncoded()),
            claims().build().write());
    assertRejected(token, JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_otherRsaAlgorithm_isMalformed() throws JOSEException {
    String token =
        sign(
            new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(key.getKeyID()).build(),
            new RSASSASigner(key),
            claims().build().write());
    assertRejected(token, JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_noKeyId_isMalformed() throws JOSEException {
    String token =
        sign(new JWSHeader(JWSAlgorithm.RS256), new RSASSASigner(key), claims().build().write());
    assertRejected(token, JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_notAToken_isMalformed() throws JOSEException {
    assertRejected("", JwtRejected.Reason.MALFORMED);
    assertRejected("a.b.c", JwtRejected.Reason.MALFORMED);
    assertRejected("..", JwtRejected.Reason.MALFORMED);
    assertRejected("x".repeat(JwtVerifier.MAX_LENGTH + 1), JwtRejected.Reason.MALFORMED);
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    assertRejected(sign(header, new RSASSASigner(key), "[1]"), JwtRejected.Reason.MALFORMED);
    assertRejected(sign(header, new RSASSASigner(key), "{"), JwtRejected.Reason.MALFORMED);
  }

  @Test
  void verify_manyIssuers_keepsBoundedKeySets() throws JOSEException {
    String token = sign(key, claims().build());
    for (int i = 0; i <= JwtVerifier.KEY_SETS_KEPT; i++) {
      verify(token, ISSUER + "/" + i);
    }
    fetched.clear();
    verify(token, ISSUER + "/0");
    verify(token, ISSUER + "/" + JwtVerifier.KEY_SETS_KEPT);
    assertThat(fetched).containsExactly("/pool/0");
  }

  @Test
  void unverifiedClaims_anySignature_returnsClaims() throws JOSEException {
    assertThat(JwtVerifier.unverifiedClaims(sign(rotated, claims().build())).text("iss"))
        .contains(ISSUER);
  }
}
