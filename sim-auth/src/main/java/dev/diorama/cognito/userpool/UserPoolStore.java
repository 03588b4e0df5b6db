package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** Every pool of every account and Region, and the sign-ins under way and in force. */
final class UserPoolStore {
  /** How long a challenge is kept at most: the longest validity an app client can have. */
  static final long CHALLENGE_NANOS = 15L * 60 * 1_000_000_000;

  /**
   * A pool and the app client asked for.
   *
   * @param pool the client's pool
   * @param client its settings
   */
  record Entrance(Pool pool, UserPoolClientType client) {}

  private record AccessKey(Session session, long expiresNanos) {}

  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private final Map<String, String> poolOfClient = new LinkedHashMap<>();
  private final Map<String, Challenge> challenges = new LinkedHashMap<>();
  private final Map<String, Session> byRefreshToken = new LinkedHashMap<>();
  private final Map<String, AccessKey> byAccessJti = new LinkedHashMap<>();

  void add(Pool pool) {
    pools.put(pool.id, pool);
  }

  void remove(Pool pool) {
    pools.remove(pool.id);
    pool.clients.keySet().forEach(poolOfClient::remove);
    pool.users.all().forEach(this::forget);
  }

  /** A pool by its id alone, as tokens and key documents name it. */
  Optional<Pool> anywhere(String id) {
    return Optional.ofNullable(pools.get(id));
  }

  /** The pool whose login pages are at that domain. */
  Optional<Pool> byDomain(String region, String domain) {
    return pools.values().stream()
        .filter(pool -> pool.region.equals(region) && domain.equals(pool.settings().domain()))
        .findFirst();
  }

  /** A pool of the caller's account and Region. */
  Pool pool(Call call, String id) {
    Pool pool = pools.get(id);
    if (pool == null
        || !pool.account.equals(call.account())
        || !pool.region.equals(call.region())) {
      throw UserPoolError.noSuchPool(id);
    }
    return pool;
  }

  List<Pool> pools(Call call) {
    return pools.values().stream()
        .filter(pool -> pool.account.equals(call.account()) && pool.region.equals(call.region()))
        .toList();
  }

  void addClient(Pool pool, UserPoolClientType client) {
    pool.clients.put(client.clientId(), client);
    poolOfClient.put(client.clientId(), pool.id);
  }

  void removeClient(Pool pool, String clientId) {
    pool.clients.remove(clientId);
    poolOfClient.remove(clientId);
  }

  /** The client of that id, in whichever account: sign-ins are not signed. */
  Entrance entrance(Call call, String clientId) {
    Pool pool = pools.get(poolOfClient.getOrDefault(clientId, ""));
    if (pool == null || !pool.region.equals(call.region())) {
      throw UserPoolError.noSuchClient(clientId);
    }
    return new Entrance(pool, client(pool, clientId));
  }

  static UserPoolClientType client(Pool pool, String clientId) {
    UserPoolClientType client = pool.clients.get(clientId);
    if (client == null) {
      throw UserPoolError.noSuchClient(clientId);
    }
    return client;
  }

  void ask(String token, Challenge challenge, long nowNanos) {
    for (Iterator<Challenge> old = challenges.values().iterator(); old.hasNext(); ) {
      if (old.next().expiresNanos() + CHALLENGE_NANOS > nowNanos) {
        break;
      }
      old.remove();
    }
    challenges.put(token, challenge);
  }

  /** The challenge of that name, left where it is. */
  Optional<Challenge> asked(String token) {
    return Optional.ofNullable(challenges.get(token));
  }

  /** Takes the challenge away: it can be answered once. */
  Optional<Challenge> answered(String token) {
    return Optional.ofNullable(challenges.remove(token));
  }

  void open(Session session, long nowNanos) {
    List<Session> ended = new ArrayList<>();
    for (Session each : session.user.sessions) {
      if (each.expiresNanos <= nowNanos) {
        ended.add(each);
      }
    }
    ended.forEach(this::close);
    session.user.sessions.add(session);
    byRefreshToken.put(session.refreshToken, session);
  }

  private void close(Session session) {
    session.user.sessions.remove(session);
    byRefreshToken.remove(session.refreshToken);
    session.replaced.keySet().forEach(byRefreshToken::remove);
  }

  Optional<Session> byRefreshToken(String token) {
    return Optional.ofNullable(byRefreshToken.get(token));
  }

  /** Gives a session another refresh token; the one before serves until then. */
  void rotate(Session session, String token, long untilNanos) {
    session.replaced.put(session.refreshToken, untilNanos);
    session.refreshToken = token;
    byRefreshToken.put(token, session);
  }

  void issued(String accessJti, Session session, long expiresNanos, long nowNanos) {
    for (Iterator<AccessKey> old = byAccessJti.values().iterator(); old.hasNext(); ) {
      if (old.next().expiresNanos() > nowNanos) {
        break;
      }
      old.remove();
    }
    byAccessJti.put(accessJti, new AccessKey(session, expiresNanos));
  }

  Optional<Session> byAccessJti(String jti) {
    return Optional.ofNullable(byAccessJti.get(jti)).map(AccessKey::session);
  }

  /** Forgets the sessions of a user who is no more. */
  void forget(User user) {
    List.copyOf(user.sessions).forEach(this::close);
  }
}
