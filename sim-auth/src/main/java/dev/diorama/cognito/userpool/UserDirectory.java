package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/**
 * The users of one pool, found by every name a user goes by: user name, {@code sub}, and the mail
 * address, telephone number or preferred name where the pool takes those for a name.
 */
final class UserDirectory {
  private final boolean caseSensitive;
  private final List<String> nameAttributes;
  private final List<String> aliases;
  private final Map<String, User> byName = new LinkedHashMap<>();
  private final Map<String, User> bySub = new LinkedHashMap<>();
  private final Map<String, List<User>> byAttribute = new LinkedHashMap<>();
  private long nextNumber;

  UserDirectory(boolean caseSensitive, List<String> nameAttributes, List<String> aliases) {
    this.caseSensitive = caseSensitive;
    this.nameAttributes = List.copyOf(nameAttributes);
    this.aliases = List.copyOf(aliases);
  }

  private String key(String name) {
    return caseSensitive ? name : UserPoolModel.folded(name);
  }

  Collection<User> all() {
    return byName.values();
  }

  void add(User user) {
    user.number = nextNumber++;
    byName.put(key(user.username), user);
    bySub.put(user.sub, user);
    user.attributes.forEach((name, value) -> index(user, name, value));
  }

  void remove(User user) {
    user.attributes.forEach((name, value) -> unindex(user, name, value));
    byName.remove(key(user.username));
    bySub.remove(user.sub);
  }

  /** Sets or, with an empty value, removes an attribute of a user. */
  void set(User user, String name, String value) {
    String before =
        value.isEmpty() ? user.attributes.remove(name) : user.attributes.put(name, value);
    if (before != null) {
      unindex(user, name, before);
    }
    if (!value.isEmpty()) {
      index(user, name, value);
    }
  }

  private boolean indexed(String name) {
    return nameAttributes.contains(name) || aliases.contains(name);
  }

  private void index(User user, String name, String value) {
    if (indexed(name)) {
      byAttribute.computeIfAbsent(name + "=" + key(value), k -> new ArrayList<>()).add(user);
    }
  }

  private void unindex(User user, String name, String value) {
    if (indexed(name)) {
      String at = name + "=" + key(value);
      List<User> users = byAttribute.getOrDefault(at, new ArrayList<>());
      users.remove(user);
      if (users.isEmpty()) {
        byAttribute.remove(at);
      }
    }
  }

  Optional<User> bySub(String sub) {
    return Optional.ofNullable(bySub.get(sub));
  }

  Optional<User> byUsername(String name) {
    return Optional.ofNullable(byName.get(key(name)));
  }

  /** The user whom that name means to someone who signs in. */
  Optional<User> find(String name) {
    User exact = byName.get(key(name));
    if (exact == null) {
      exact = bySub.get(name);
    }
    if (exact != null) {
      return Optional.of(exact);
    }
    for (String attribute : nameAttributes) {
      List<User> users = byAttribute.getOrDefault(attribute + "=" + key(name), List.of());
      if (!users.isEmpty()) {
        return Optional.of(users.get(0));
      }
    }
    for (String attribute : aliases) {
      Optional<User> user = holder(attribute, name);
      if (user.isPresent()) {
        return user;
      }
    }
    return Optional.empty();
  }

  /** The user who signs in by that alias: it must be verified, and a preferred name confirmed. */
  Optional<User> holder(String attribute, String value) {
    return byAttribute.getOrDefault(attribute + "=" + key(value), List.of()).stream()
        .filter(
            user ->
                attribute.equals("preferred_username")
                    ? user.status != UserStatusType.UNCONFIRMED
                    : user.verified(attribute))
        .findFirst();
  }

  /** Any user whose name is this mail address or telephone number. */
  Optional<User> named(String attribute, String value) {
    return nameAttributes.contains(attribute)
        ? byAttribute.getOrDefault(attribute + "=" + key(value), List.of()).stream().findFirst()
        : Optional.empty();
  }

  boolean isAlias(String attribute) {
    return aliases.contains(attribute);
  }
}
