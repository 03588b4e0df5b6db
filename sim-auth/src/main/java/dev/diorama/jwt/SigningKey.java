package dev.diorama.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.RsaKeys;
import dev.diorama.core.random.SimRandom;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import org.apiguardian.api.API;

/**
 * An issuer's key pair for RS256, drawn from the instance's seed.
 *
 * <p>What such a key is worth is said by {@link RsaKeys}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SigningKey {
  private final String id;
  private final RSAKey open;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  private SigningKey(String id, RSAPublicKey open, RSAPrivateKey secret) {
    this.id = id;
    this.open =
        new RSAKey.Builder(open)
            .keyID(id)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .build();
    this.signer = new RSASSASigner(secret);
    this.verifier = new RSASSAVerifier(open);
  }

  /** The key pair that the next numbers of {@code random} lead to. */
  public static SigningKey generate(SimRandom random) {
    KeyPair pair = RsaKeys.pair(random);
    return new SigningKey(
        Base64.getEncoder().encodeToString(random.bytes(32)),
        (RSAPublicKey) pair.getPublic(),
        (RSAPrivateKey) pair.getPrivate());
  }

  /** The key's id, Base64 of 32 bytes as Cognito's are. */
  public String id() {
    return id;
  }

  /** The signed token with those claims, in their order. */
  public String sign(Json.Obj claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(),
            new Payload(claims.write()));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of one's own can sign", e);
    }
    return token.serialize();
  }

  /** True if this very key signed the token; nothing else about the token is looked at. */
  public boolean signed(String token) {
    try {
      JWSObject parsed = JWSObject.parse(token);
      return JWSAlgorithm.RS256.equals(parsed.getHeader().getAlgorithm())
          && id.equals(parsed.getHeader().getKeyID())
          && parsed.verify(verifier);
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  /** Why none of these keys signed the token, for people. */
  public static String fault(String token, List<SigningKey> keys) {
    try {
      JWSObject parsed = JWSObject.parse(token);
      JWSAlgorithm algorithm = parsed.getHeader().getAlgorithm();
      if (!JWSAlgorithm.RS256.equals(algorithm)) {
        return "the token is signed with " + algorithm + ", not RS256";
      }
      String id = String.valueOf(parsed.getHeader().getKeyID());
      return keys.stream().noneMatch(key -> key.id.equals(id))
          ? "no key of that id signs such tokens: " + id
          : "the signature does not match the token";
    } catch (ParseException e) {
      return "not a signed JSON Web Token: " + e.getMessage();
    }
  }

  /** The public half as a member of a JSON Web Key Set. */
  public Json jwk() {
    return Json.object()
        .put("alg", "RS256")
        .put("e", open.getPublicExponent().toString())
        .put("kid", id)
        .put("kty", "RSA")
        .put("n", open.getModulus().toString())
        .put("use", "sig")
        .build();
  }
}
