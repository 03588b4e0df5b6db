package dev.diorama.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.HttpResponse;
import java.math.BigDecimal;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Verifies tokens against the key set that their issuer publishes.
 *
 * <p>Key sets are kept per URL and fetched again, once a token, when a token names a key that the
 * kept set lacks: that is how a rotated key is found. To be used while holding the cloud's turn.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JwtVerifier {
  /** How many issuers' key sets are kept, the latest ones; assumed: far above any design's. */
  static final int KEY_SETS_KEPT = 100;

  /** Longest token looked at, in characters; assumed: STS's limit for a web identity token. */
  static final int MAX_LENGTH = 20_000;

  private final SimClock clock;
  private final Map<String, JWKSet> keySets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JWKSet> eldest) {
          return size() > KEY_SETS_KEPT;
        }
      };

  /** A verifier without keys that judges times on that clock. */
  public JwtVerifier(SimClock clock) {
    this.clock = clock;
  }

  /** Where OpenID Connect issuers such as user pools publish their keys. */
  public static String jwksUrl(String issuer) {
    return issuer + "/.well-known/jwks.json";
  }

  /**
   * The claims of a token that {@code issuer} signed and that is valid now.
   *
   * @param call through which keys are fetched when they are not known yet
   * @param issuer what {@code iss} must be, exactly
   * @param jwksUrl where that issuer's keys are, such as {@link #jwksUrl(String)}
   * @throws JwtRejected if the token is not such a token
   */
  public Json.Obj verify(Call call, String token, String issuer, String jwksUrl) {
    JWSObject signed = parse(token);
    Json.Obj claims = claims(signed);
    JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
    if (!JWSAlgorithm.RS256.equals(algorithm)) {
      throw new JwtRejected(
          JwtRejected.Reason.MALFORMED, "the token is signed with " + algorithm + ", not RS256");
    }
    if (!claims.get("iss").equals(Optional.of(Json.of(issuer)))) {
      throw new JwtRejected(
          JwtRejected.Reason.WRONG_ISSUER,
          "the token was issued by " + claims.text("iss").orElse("nobody") + ", not by " + issuer);
    }
    checkSignature(signed, key(call, signed, jwksUrl));
    checkTimes(claims);
    return claims;
  }

  /**
   * The claims of a token, believed unseen: to find out which issuer to ask, nothing else.
   *
   * @throws JwtRejected if there is no reading it
   */
  public static Json.Obj unverifiedClaims(String token) {
    return claims(parse(token));
  }

  private static JWSObject parse(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new JwtRejected(
          JwtRejected.Reason.MALFORMED, "the token is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return JWSObject.parse(token);
    } catch (ParseException e) {
      throw new JwtRejected(
          JwtRejected.Reason.MALFORMED, "not a signed JSON Web Token: " + e.getMessage());
    }
  }

  private static Json.Obj claims(JWSObject signed) {
    try {
      if (Json.parse(signed.getPayload().toBytes()) instanceof Json.Obj claims) {
        return claims;
      }
      throw new JwtRejected(JwtRejected.Reason.MALFORMED, "the token's claims are no JSON object");
    } catch (JsonException e) {
      throw new JwtRejected(
          JwtRejected.Reason.MALFORMED, "the token's claims are not JSON: " + e.getMessage());
    }
  }

  private RSAKey key(Call call, JWSObject signed, String jwksUrl) {
    String id = signed.getHeader().getKeyID();
    if (id == null) {
      throw new JwtRejected(JwtRejected.Reason.MALFORMED, "the token names no key (kid)");
    }
    JWKSet known = keySets.get(jwksUrl);
    JWK key = known == null ? null : known.getKeyByKeyId(id);
    if (key == null) {
      JWKSet fetched = fetch(call, jwksUrl);
      keySets.put(jwksUrl, fetched);
      key = fetched.getKeyByKeyId(id);
    }
    if (key instanceof RSAKey rsa) {
      return rsa;
    }
    throw new JwtRejected(
        JwtRejected.Reason.UNKNOWN_KEY, "the issuer has no RSA key with the id " + id);
  }

  private static JWKSet fetch(Call call, String jwksUrl) {
    HttpResponse response = call.get(jwksUrl);
    if (response.status() != 200) {
      throw new JwtRejected(
          JwtRejected.Reason.UNKNOWN_KEY,
          "the issuer's keys at " + jwksUrl + " were answered with " + response.status());
    }
    try {
      return JWKSet.parse(response.text());
    } catch (ParseException e) {
      throw new JwtRejected(
          JwtRejected.Reason.UNKNOWN_KEY,
          "the issuer's keys at " + jwksUrl + " cannot be read: " + e.getMessage());
    }
  }

  private static void checkSignature(JWSObject signed, RSAKey key) {
    boolean good;
    try {
      good = signed.verify(new RSASSAVerifier(key.toRSAPublicKey()));
    } catch (JOSEException e) {
      throw new JwtRejected(
          JwtRejected.Reason.BAD_SIGNATURE, "the signature cannot be checked: " + e.getMessage());
    }
    if (!good) {
      throw new JwtRejected(
          JwtRejected.Reason.BAD_SIGNATURE, "the signature does not match the token");
    }
  }

  /** A token is good from {@code nbf} on and until just before {@code exp}: RFC 7519, 4.1. */
  private void checkTimes(Json.Obj claims) {
    BigDecimal now = BigDecimal.valueOf(clock.instant().toEpochMilli(), 3);
    BigDecimal expires =
        date(claims, "exp")
            .orElseThrow(
                () ->
                    new JwtRejected(
                        JwtRejected.Reason.MALFORMED, "the token does not say when it expires"));
    if (now.compareTo(expires) >= 0) {
      throw new JwtRejected(
          JwtRejected.Reason.EXPIRED,
          "the token expired at " + expires.toPlainString() + "; it is " + now.toPlainString());
    }
    Optional<BigDecimal> from = date(claims, "nbf");
    if (from.isPresent() && now.compareTo(from.get()) < 0) {
      throw new JwtRejected(
          JwtRejected.Reason.NOT_YET_VALID,
          "the token is valid from "
              + from.get().toPlainString()
              + "; it is "
              + now.toPlainString());
    }
  }

  private static Optional<BigDecimal> date(Json.Obj claims, String name) {
    Json value = claims.members().get(name);
    if (value == null) {
      return Optional.empty();
    }
    // Twenty characters hold every date with nanoseconds; 1e999999999 would take for ever.
    if (value instanceof Json.Num number
        && number.literal().matches("[0-9]{1,12}([.][0-9]{1,9})?")) {
      return Optional.of(number.value());
    }
    throw new JwtRejected(
        JwtRejected.Reason.MALFORMED, "the token's " + name + " is no date: " + value.write());
  }
}
