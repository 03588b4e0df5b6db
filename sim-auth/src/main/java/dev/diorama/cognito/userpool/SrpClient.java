package dev.diorama.cognito.userpool;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apiguardian.api.API;

/**
 * The phone's side of a {@code USER_SRP_AUTH} sign-in, which the AWS SDK for Java 2 leaves to its
 * users.
 *
 * <p>One object serves one sign-in: send {@link #authParameters()} with {@code InitiateAuth}, give
 * the challenge's parameters to {@link #answer}, and send what it returns with {@code
 * RespondToAuthChallenge}. The password never travels. Nothing here looks at a simulator's state,
 * so it signs in to Amazon Cognito just as well. Checked against the vectors of {@code
 * amazon-cognito-identity-js} in {@code SrpGoldenVectorTest}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SrpClient {
  /** Bits of the ephemeral secret: RFC 5054, section 2.5.4, asks for at least 256. */
  private static final int SECRET_BITS = 256;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(SrpGroup.TIMESTAMP, Locale.US).withZone(ZoneOffset.UTC);

  private final String poolName;
  private final String username;
  private final String password;
  private final BigInteger secret;
  private final BigInteger open;

  /**
   * Begins a sign-in.
   *
   * @param userPoolId such as {@code us-east-1_AbCdEfGhI}
   * @param username the name, or the mail address or telephone number where the pool accepts those
   * @param password the password
   * @param random where the ephemeral secret is drawn from
   */
  public SrpClient(String userPoolId, String username, String password, RandomGenerator random) {
    this(userPoolId, username, password, draw(random));
  }

  SrpClient(String userPoolId, String username, String password, BigInteger secret) {
    if (!userPoolId.contains("_")) {
      throw new IllegalArgumentException("not a user pool id: '" + userPoolId + "'");
    }
    this.poolName = SrpGroup.poolName(userPoolId);
    this.username = username;
    this.password = password;
    this.secret = secret;
    this.open = SrpGroup.G.modPow(secret, SrpGroup.N);
  }

  private static BigInteger draw(RandomGenerator random) {
    byte[] bytes = new byte[SECRET_BITS / 8];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).setBit(SECRET_BITS - 1);
  }

  /** The client's public number, in hex. */
  public String srpA() {
    return open.toString(16);
  }

  /** The {@code AuthParameters} of {@code InitiateAuth}, for a client without a secret. */
  public Map<String, String> authParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USERNAME", username);
    parameters.put("SRP_A", srpA());
    return parameters;
  }

  /**
   * The {@code ChallengeResponses} of {@code RespondToAuthChallenge} to a {@code PASSWORD_VERIFIER}
   * challenge; add {@code SECRET_HASH} where the app client has a secret.
   *
   * @param challenge the challenge's parameters: {@code SALT}, {@code SRP_B}, {@code SECRET_BLOCK},
   *     {@code USER_ID_FOR_SRP}
   * @param at the time, of which the answer is a proof too
   * @throws IllegalArgumentException if the challenge lacks a parameter or is not a sound one
   */
  public Map<String, String> answer(Map<String, String> challenge, Instant at) {
    String userId = need(challenge, "USER_ID_FOR_SRP");
    String block = need(challenge, "SECRET_BLOCK");
    String timestamp = TIMESTAMP.format(at);
    byte[] key =
        key(
            userId,
            new BigInteger(need(challenge, "SALT"), 16),
            new BigInteger(need(challenge, "SRP_B"), 16));
    Map<String, String> responses = new LinkedHashMap<>();
    responses.put("USERNAME", challenge.getOrDefault("USERNAME", userId));
    responses.put("PASSWORD_CLAIM_SECRET_BLOCK", block);
    responses.put("PASSWORD_CLAIM_SIGNATURE", sign(key, userId, block, timestamp));
    responses.put("TIMESTAMP", timestamp);
    return responses;
  }

  /**
   * The {@code SECRET_HASH} that an app client with a secret sends along.
   *
   * @return the Base64 of HMAC-SHA256 over user name and client id, keyed with the secret
   */
  public static String secretHash(String username, String clientId, String clientSecret) {
    byte[] key = clientSecret.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(hmac(key, utf8(username), utf8(clientId)));
  }

  private static String need(Map<String, String> challenge, String name) {
    String value = challenge.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the challenge has no " + name);
    }
    return value;
  }

  private String sign(byte[] key, String userId, String block, String timestamp) {
    byte[] mac =
        hmac(key, utf8(poolName), utf8(userId), Base64.getDecoder().decode(block), utf8(timestamp));
    return Base64.getEncoder().encodeToString(mac);
  }

  /** The key both sides arrive at, 16 bytes. */
  byte[] key(String userId, BigInteger salt, BigInteger serverOpen) {
    if (serverOpen.mod(SrpGroup.N).signum() == 0) {
      throw new IllegalArgumentException("SRP_B is a multiple of the modulus");
    }
    BigInteger u = new BigInteger(1, sha256(open.toByteArray(), serverOpen.toByteArray()));
    if (u.signum() == 0) {
      throw new IllegalArgumentException("SRP_B leads to a scrambler of zero");
    }
    byte[] identity = sha256(utf8(poolName + userId + ":" + password));
    BigInteger x = new BigInteger(1, sha256(salt.toByteArray(), identity));
    BigInteger base =
        serverOpen.subtract(SrpGroup.K.multiply(SrpGroup.G.modPow(x, SrpGroup.N))).mod(SrpGroup.N);
    BigInteger shared = base.modPow(secret.add(u.multiply(x)), SrpGroup.N);
    byte[] extracted = hmac(u.toByteArray(), shared.toByteArray());
    byte[] expanded = hmac(extracted, SrpGroup.INFO, new byte[] {1});
    return java.util.Arrays.copyOf(expanded, 16);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
