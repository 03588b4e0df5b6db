package dev.diorama.cognito.identity;

import dev.diorama.cognito.identity.IdentityPoolModel.Identity;
import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.core.router.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every identity pool of every account and Region, and the identities in them. */
final class IdentityPoolStore {
  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private final Map<String, Identity> identities = new LinkedHashMap<>();
  private final Map<String, Identity> byLogin = new LinkedHashMap<>();

  void add(Pool pool) {
    pools.put(pool.id, pool);
  }

  void remove(Pool pool) {
    pools.remove(pool.id);
    List.copyOf(pool.identities.values()).forEach(this::remove);
  }

  /** A pool by its id, in whichever account: people who sign in do not sign. */
  Pool anywhere(Call call, String id) {
    Pool pool = pools.get(id);
    if (pool == null || !pool.region.equals(call.region())) {
      throw IdentityPoolError.noSuchPool(id);
    }
    return pool;
  }

  /** A pool of the caller's account and Region. */
  Pool pool(Call call, String id) {
    Pool pool = anywhere(call, id);
    if (!pool.account.equals(call.account())) {
      throw IdentityPoolError.noSuchPool(id);
    }
    return pool;
  }

  List<Pool> pools(Call call) {
    return pools.values().stream()
        .filter(pool -> pool.account.equals(call.account()) && pool.region.equals(call.region()))
        .toList();
  }

  private static String key(Pool pool, String provider, String subject) {
    return pool.id + " " + provider + " " + subject;
  }

  void add(Identity identity) {
    identities.put(identity.id, identity);
    identity.pool.identities.put(identity.id, identity);
  }

  void link(Identity identity, Login login) {
    identity.logins.put(login.provider(), login.subject());
    byLogin.put(key(identity.pool, login.provider(), login.subject()), identity);
  }

  void unlink(Identity identity, String provider) {
    String subject = identity.logins.remove(provider);
    if (subject != null) {
      byLogin.remove(key(identity.pool, provider, subject));
    }
  }

  /** The identity of a developer's own user; developers' names share nothing with logins'. */
  Optional<Identity> byDeveloperUser(Pool pool, String user) {
    return Optional.ofNullable(byLogin.get(key(pool, "developer:", user)));
  }

  void linkDeveloperUser(Identity identity, String user) {
    identity.developerUsers.add(user);
    byLogin.put(key(identity.pool, "developer:", user), identity);
  }

  void unlinkDeveloperUser(Identity identity, String user) {
    identity.developerUsers.remove(user);
    byLogin.remove(key(identity.pool, "developer:", user));
  }

  void remove(Identity identity) {
    identity.developerUsers.forEach(user -> byLogin.remove(key(identity.pool, "developer:", user)));
    identities.remove(identity.id);
    identity.pool.identities.remove(identity.id);
    identity.logins.forEach(
        (provider, subject) -> byLogin.remove(key(identity.pool, provider, subject)));
  }

  Optional<Identity> byLogin(Pool pool, Login login) {
    return Optional.ofNullable(byLogin.get(key(pool, login.provider(), login.subject())));
  }

  Optional<Identity> find(Call call, String id) {
    return Optional.ofNullable(identities.get(id))
        .filter(identity -> identity.pool.region.equals(call.region()));
  }

  Identity identity(Call call, String id) {
    return find(call, id).orElseThrow(() -> IdentityPoolError.noSuchIdentity(id));
  }
}
