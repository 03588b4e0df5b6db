package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Browsers that are signed in, the codes they carry away, and the proof that a form is ours. */
final class Browsers {
  /**
   * Life of a browser's session, documented:
   * .../developerguide/cognito-user-pools-managed-login.html
   */
  static final long SESSION_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Life of an authorization code, documented: .../developerguide/token-endpoint.html */
  static final long CODE_NANOS = TimeUnit.MINUTES.toNanos(5);

  static final String COOKIE = "cognito";
  static final String CSRF_COOKIE = "XSRF-TOKEN";

  private record Signed(String poolId, User user, long expiresNanos) {}

  /**
   * An authorization code that waits to be exchanged.
   *
   * @param challenge the hash of the verifier that must come with it; empty without PKCE
   */
  record Code(
      String clientId,
      User user,
      String redirectUri,
      List<String> scopes,
      String nonce,
      String challenge,
      long expiresNanos) {}

  private final Cloud cloud;
  private final SimRandom secrets;
  private final Map<String, Signed> sessions = new LinkedHashMap<>();
  private final Map<String, Code> codes = new LinkedHashMap<>();

  Browsers(Cloud cloud) {
    this.cloud = cloud;
    this.secrets = cloud.seeds().stream("cognito-idp/browsers");
  }

  private long now() {
    return cloud.clock().nanos();
  }

  String newSecret() {
    return secrets.text(SimRandom.ALNUM, 43);
  }

  String open(String poolId, User user) {
    long now = now();
    for (Iterator<Signed> old = sessions.values().iterator(); old.hasNext(); ) {
      if (old.next().expiresNanos() > now) {
        break;
      }
      old.remove();
    }
    String id = newSecret();
    sessions.put(id, new Signed(poolId, user, now + SESSION_NANOS));
    return id;
  }

  /** The user who is signed in with that browser, if still. */
  Optional<User> user(HttpRequest request, UserPoolModel.Pool pool) {
    return cookie(request, COOKIE)
        .map(sessions::get)
        .filter(each -> each.poolId().equals(pool.id) && now() < each.expiresNanos())
        .map(Signed::user)
        .filter(user -> user.enabled && pool.users.bySub(user.sub).isPresent());
  }

  void close(HttpRequest request) {
    cookie(request, COOKIE).ifPresent(sessions::remove);
  }

  String keep(Code code) {
    long now = now();
    for (Iterator<Code> old = codes.values().iterator(); old.hasNext(); ) {
      if (old.next().expiresNanos() > now) {
        break;
      }
      old.remove();
    }
    String id = secrets.uuid().toString();
    codes.put(id, code);
    return id;
  }

  long codeEnd() {
    return now() + CODE_NANOS;
  }

  /** Takes a code: it is good once. */
  Optional<Code> take(String id) {
    return Optional.ofNullable(codes.remove(id)).filter(code -> now() < code.expiresNanos());
  }

  static Optional<String> cookie(HttpRequest request, String name) {
    for (String header : request.headers().all("Cookie")) {
      for (String pair : header.split(";")) {
        String trimmed = pair.strip();
        if (trimmed.startsWith(name + "=")) {
          return Optional.of(trimmed.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  /** True if the form carries what this browser's cookie says: another site knows neither. */
  static boolean ours(HttpRequest request, String field) {
    return cookie(request, CSRF_COOKIE)
        .filter(
            cookie ->
                !cookie.isEmpty()
                    && MessageDigest.isEqual(
                        cookie.getBytes(StandardCharsets.UTF_8),
                        field.getBytes(StandardCharsets.UTF_8)))
        .isPresent();
  }
}
