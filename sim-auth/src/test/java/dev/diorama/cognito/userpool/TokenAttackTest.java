package dev.diorama.cognito.userpool;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import dev.diorama.core.json.Json;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.jwt.JwtVerifier;
import dev.diorama.jwt.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;

/** Forged and misplaced tokens against the operations that users call on themselves. */
class TokenAttackTest {
  private final PoolFixture cognito = new PoolFixture();
  private String pool = "";
  private String client = "";
  private AuthenticationResultType tokens = AuthenticationResultType.builder().build();

  @BeforeEach
  void mina() {
    pool = cognito.pool();
    client = cognito.client(pool);
    cognito.user(client, "mina");
    tokens = cognito.signIn(client, "mina");
  }

  /** Refused in Cognito's words, and with the reason in the trace. */
  private void refused(String token, String why) {
    cognito
        .refused(GetUserRequest.builder().accessToken(token).build())
        .is("NotAuthorizedException", "Invalid Access Token");
    List<Span> spans =
        cognito.cloud.trace().spans().stream()
            .filter(span -> span.operation().equals("GetUser"))
            .toList();
    assertThat(spans.get(spans.size() - 1).attributes().get("why")).contains(why);
  }

  private Payload payload() {
    return new Payload(JwtVerifier.unverifiedClaims(tokens.accessToken()).write());
  }

  private String header(String name) throws Exception {
    return Json.parse(JWSObject.parse(tokens.accessToken()).getHeader().toString())
        .text(name)
        .orElseThrow();
  }

  private String keySet() {
    return cognito
        .cloud
        .router()
        .handle(
            new HttpRequest(
                "GET",
                "https",
                "cognito-idp.us-east-1.amazonaws.com",
                443,
                "/" + pool + "/.well-known/jwks.json",
                "",
                Headers.NONE,
                new byte[0],
                ""))
        .text();
  }

  @Test
  void algorithmNone_isRefused() {
    refused(new PlainObject(payload()).serialize(), "not a signed JSON Web Token");
  }

  @Test
  void publicKeyAsSharedSecret_isRefused() throws Exception {
    JWSObject forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(header("kid")).build(), payload());
    forged.sign(new MACSigner(keySet().getBytes(StandardCharsets.UTF_8)));
    refused(forged.serialize(), "signed with HS256, not RS256");
  }

  @Test
  void keyOfTheOtherTokens_isRefused() throws Exception {
    String idKey = JWSObject.parse(tokens.idToken()).getHeader().getKeyID();
    String[] parts = tokens.accessToken().split("\\.", -1);
    String header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(idKey).build().toBase64URL().toString();
    refused(header + "." + parts[1] + "." + parts[2], "no key of that id signs such tokens");
  }

  @Test
  void strangersKeyUnderAKnownName_isRefused() {
    SigningKey stranger = SigningKey.generate(cognito.cloud.seeds().stream("test/stranger"));
    String forged = stranger.sign(JwtVerifier.unverifiedClaims(tokens.accessToken()));
    refused(forged, "no key of that id signs such tokens");
  }

  @Test
  void changedClaim_isRefused() {
    String[] parts = tokens.accessToken().split("\\.", -1);
    Json.ObjectBuilder claims = Json.object();
    JwtVerifier.unverifiedClaims(tokens.accessToken()).members().forEach(claims::put);
    String changed =
        new Payload(claims.put("username", "somebody else").build().write())
            .toBase64URL()
            .toString();
    refused(parts[0] + "." + changed + "." + parts[2], "the signature does not match");
  }

  @Test
  void idToken_whereAnAccessTokenIsDue_isRefused() {
    refused(tokens.idToken(), "no key of that id signs such tokens");
  }

  @Test
  void refreshToken_whereAnAccessTokenIsDue_isRefused() {
    refused(tokens.refreshToken(), "not a signed JSON Web Token");
  }

  @Test
  void oversizeToken_isRefusedUnread() {
    refused("x".repeat(20_001), "longer than 20000 characters");
  }

  @Test
  void tokenOfAPoolThatIsNoMore_isRefused() {
    String other = cognito.pool();
    String otherClient = cognito.client(other);
    cognito.user(otherClient, "noah");
    String token = cognito.signIn(otherClient, "noah").accessToken();
    cognito.send(
        software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest
            .builder()
            .userPoolId(other)
            .build(),
        software.amazon.awssdk.core.SdkResponse.class);
    refused(token, "no user pool issued it");
  }

  @Test
  void rotatedKeys_verifyOldTokensAndSignNewOnes() throws Exception {
    String before = tokens.accessToken();
    cognito.pools.rotateKeys(pool);
    String after = cognito.signIn(client, "mina").accessToken();
    assertThat(JWSObject.parse(after).getHeader().getKeyID())
        .isNotEqualTo(JWSObject.parse(before).getHeader().getKeyID());
    JWKSet keys = JWKSet.parse(keySet());
    assertThat(keys.getKeys()).hasSize(4);
    for (String token : List.of(before, after)) {
      assertThat(
              cognito
                  .send(GetUserRequest.builder().accessToken(token).build(), GetUserResponse.class)
                  .username())
          .isEqualTo("mina");
    }
  }
}
