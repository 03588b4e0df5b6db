package dev.diorama.iam;

import dev.diorama.iam.IamModel.AccessKey;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.Group;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Role;
import dev.diorama.iam.IamModel.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The accounts and what is in them. */
final class IamStore {
  private final Map<String, Account> accounts = new TreeMap<>();
  private final Map<String, AccessKey> keys = new LinkedHashMap<>();
  private final Map<String, ManagedPolicy> ofAws = AwsManagedPolicies.all();

  Account account(String id) {
    return accounts.computeIfAbsent(id, other -> new Account());
  }

  /** True of accounts in which anything has been done. */
  boolean knows(String account) {
    return accounts.containsKey(account);
  }

  /** Whether another account has that alias. */
  boolean aliasTaken(String alias, String account) {
    return accounts.entrySet().stream()
        .anyMatch(one -> !one.getKey().equals(account) && one.getValue().alias.equals(alias));
  }

  Optional<User> user(String account, String name) {
    return exact(account(account).users.get(name), name);
  }

  Optional<Group> group(String account, String name) {
    return exact(account(account).groups.get(name), name);
  }

  Optional<Role> role(String account, String name) {
    return exact(account(account).roles.get(name), name);
  }

  /** Names clash whatever their case, but are found only as written. */
  private static <E extends Entity> Optional<E> exact(@Nullable E found, String name) {
    return Optional.ofNullable(found).filter(entity -> entity.name.equals(name));
  }

  /** The user or role of that ARN. */
  Optional<Entity> byArn(String arn) {
    String[] parts = arn.split(":", 6);
    if (parts.length < 6 || !parts[2].equals("iam")) {
      return Optional.empty();
    }
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    Optional<? extends Entity> found =
        parts[5].startsWith("role/") ? role(parts[4], name) : user(parts[4], name);
    return found.filter(entity -> entity.arn().equals(arn)).map(entity -> entity);
  }

  /** The user, group or role of that ARN. */
  Optional<Entity> named(String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length == 6 && parts[5].startsWith("group/")
        ? group(parts[4], arn.substring(arn.lastIndexOf('/') + 1))
            .filter(group -> group.arn().equals(arn))
            .map(group -> group)
        : byArn(arn);
  }

  Optional<Role> roleByArn(String arn) {
    return byArn(arn).filter(Role.class::isInstance).map(Role.class::cast);
  }

  Optional<AccessKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  void add(AccessKey key) {
    keys.put(key.id, key);
  }

  void removeKey(String id) {
    keys.remove(id);
  }

  /** A managed policy of AWS or of the account that its ARN names. */
  Optional<ManagedPolicy> policy(String arn) {
    ManagedPolicy aws = ofAws.get(arn);
    if (aws != null) {
      return Optional.of(aws);
    }
    String[] parts = arn.split(":", 6);
    return parts.length < 6
        ? Optional.empty()
        : Optional.ofNullable(account(parts[4]).policies.get(arn));
  }

  List<ManagedPolicy> policiesOfAws() {
    return List.copyOf(ofAws.values());
  }

  /** Users, groups and roles of an account, in that order. */
  List<Entity> entities(String account, Predicate<Entity> filter) {
    Account all = account(account);
    List<Entity> found = new ArrayList<>();
    found.addAll(all.users.values());
    found.addAll(all.groups.values());
    found.addAll(all.roles.values());
    found.removeIf(filter.negate());
    return found;
  }
}
