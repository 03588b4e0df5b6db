package dev.diorama.iam;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The temporary credentials that are good now; STS issues them here.
 *
 * <p>A session is dropped once it has expired. Its token says when that was, under a seal that only
 * this cloud can make, so that its bearer is still told that it has expired rather than that nobody
 * knows it.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Sessions {
  /** What session tokens begin with, observed; the rest is opaque to callers. */
  private static final String PREFIX = "IQoJb3JpZ2luX2Vj";

  private static final int SEAL_BYTES = 32;
  private static final int FILL_BYTES = 96;
  private static final int KEY_LENGTH = 20;

  /**
   * A session to be.
   *
   * @param duration how long it is good for
   */
  public record Order(
      Session.Kind kind,
      String account,
      String arn,
      String userId,
      String entityArn,
      String entityId,
      List<Session.SessionPolicy> policies,
      NavigableMap<String, String> tags,
      Set<String> transitive,
      Map<String, List<String>> context,
      Duration duration) {}

  private final SimClock clock;
  private final SimRandom random;
  private final byte[] sealKey;
  private final Map<String, Session> live = new LinkedHashMap<>();
  private final PriorityQueue<Session> byExpiry =
      new PriorityQueue<>(
          Comparator.comparing(Session::expires).thenComparing(Session::accessKeyId));

  Sessions(SimClock clock, Seeds seeds) {
    this.clock = clock;
    this.random = seeds.stream("sts/sessions");
    this.sealKey = seeds.stream("sts/token-seal").bytes(32);
  }

  /** Issues credentials. */
  public Session issue(Order order) {
    dropExpired();
    Instant issued = clock.instant();
    Instant expires = issued.plus(order.duration());
    String key = "ASIA" + random.text(Ids.ALPHABET, KEY_LENGTH - 4);
    Session session =
        new Session(
            key,
            random.text(Ids.SECRET_ALPHABET, Ids.SECRET_LENGTH),
            token(key, expires),
            order.kind(),
            order.account(),
            order.arn(),
            order.userId(),
            order.entityArn(),
            order.entityId(),
            order.policies(),
            order.tags(),
            order.transitive(),
            order.context(),
            issued,
            expires);
    live.put(key, session);
    byExpiry.add(session);
    return session;
  }

  /** The session behind a principal; empty for long-term keys. */
  public Optional<Session> of(Principal principal) {
    return Optional.ofNullable(live.get(principal.accessKeyId()));
  }

  /** The session of that key, whatever its token. */
  Optional<Session> byKey(String accessKeyId) {
    return Optional.ofNullable(live.get(accessKeyId));
  }

  /**
   * The session that key and token stand for.
   *
   * @throws AuthFailure if they do not belong together or have expired
   */
  Session find(String accessKeyId, String token) {
    Session session = live.get(accessKeyId);
    if (session == null) {
      Instant expired =
          expiry(accessKeyId, token)
              .orElseThrow(() -> new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId));
      throw expired(accessKeyId, expired);
    }
    if (!Hmac.same(session.token(), token)) {
      throw new AuthFailure(
          AuthFailure.Kind.UNKNOWN_KEY, accessKeyId + " with a session token that is not its own");
    }
    if (!clock.instant().isBefore(session.expires())) {
      throw expired(accessKeyId, session.expires());
    }
    return session;
  }

  /** How many sessions are kept. */
  int size() {
    return live.size();
  }

  private static AuthFailure expired(String accessKeyId, Instant when) {
    return new AuthFailure(AuthFailure.Kind.EXPIRED_TOKEN, accessKeyId + " expired at " + when);
  }

  private void dropExpired() {
    Instant now = clock.instant();
    Session oldest = byExpiry.peek();
    while (oldest != null && !now.isBefore(oldest.expires())) {
      byExpiry.remove();
      live.remove(oldest.accessKeyId());
      oldest = byExpiry.peek();
    }
  }

  private String token(String key, Instant expires) {
    byte[] content =
        ByteBuffer.allocate(KEY_LENGTH + Long.BYTES + FILL_BYTES)
            .put(key.getBytes(StandardCharsets.US_ASCII))
            .putLong(expires.toEpochMilli())
            .put(random.bytes(FILL_BYTES))
            .array();
    byte[] sealed =
        ByteBuffer.allocate(content.length + SEAL_BYTES).put(content).put(seal(content)).array();
    return PREFIX + Base64.getEncoder().encodeToString(sealed);
  }

  private byte[] seal(byte[] content) {
    return Hmac.sign(sealKey, Base64.getEncoder().encodeToString(content));
  }

  /** When a token of ours expires; empty when it is not ours or belongs to another key. */
  private Optional<Instant> expiry(String accessKeyId, String token) {
    if (!token.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] sealed;
    try {
      sealed = Base64.getDecoder().decode(token.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Not base64, so not ours.
    }
    if (sealed.length != KEY_LENGTH + Long.BYTES + FILL_BYTES + SEAL_BYTES) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOf(sealed, sealed.length - SEAL_BYTES);
    byte[] seal = Arrays.copyOfRange(sealed, content.length, sealed.length);
    ByteBuffer buffer = ByteBuffer.wrap(content);
    byte[] key = new byte[KEY_LENGTH];
    buffer.get(key);
    return java.security.MessageDigest.isEqual(seal, seal(content))
            && new String(key, StandardCharsets.US_ASCII).equals(accessKeyId)
        ? Optional.of(Instant.ofEpochMilli(buffer.getLong()))
        : Optional.empty();
  }
}
