package dev.diorama.iam;

import dev.diorama.saml.SamlMetadata;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;

/** The state of IAM: users, groups, roles, keys and managed policies. */
final class IamModel {
  private IamModel() {}

  /** What policies can be put on. */
  abstract static sealed class Entity {
    final String account;
    final String id;
    final Instant created;
    String name;
    String path;

    /** Inline policies, by name. */
    final NavigableMap<String, String> inline = new TreeMap<>();

    /** ARNs of attached managed policies, in the order attached. */
    final Set<String> attached = new LinkedHashSet<>();

    Entity(String account, String id, Instant created, String path, String name) {
      this.account = account;
      this.id = id;
      this.created = created;
      this.path = path;
      this.name = name;
    }

    /** The word in ARNs and messages: {@code user}, {@code group} or {@code role}. */
    abstract String sort();

    final String arn() {
      return arn(account, sort(), path, name);
    }

    static String arn(String account, String sort, String path, String name) {
      return "arn:aws:iam::" + account + ":" + sort + path + name;
    }
  }

  /** What also has tags and may have a permissions boundary: users and roles. */
  abstract static sealed class Bearer extends Entity {
    final NavigableMap<String, String> tags = new TreeMap<>();

    /** ARN of the managed policy that is the permissions boundary; empty when there is none. */
    String boundary = "";

    Bearer(String account, String id, Instant created, String path, String name) {
      super(account, id, created, path, name);
    }
  }

  static final class User extends Bearer {
    /** Names of the user's groups, in the order joined. */
    final Set<String> groups = new LinkedHashSet<>();

    /** The password; null without one. */
    @Nullable Login login;

    /** Ids of the user's access keys, in the order made. */
    final Set<String> keys = new LinkedHashSet<>();

    User(String account, String id, Instant created, String path, String name) {
      super(account, id, created, path, name);
    }

    @Override
    String sort() {
      return "user";
    }
  }

  static final class Group extends Entity {
    Group(String account, String id, Instant created, String path, String name) {
      super(account, id, created, path, name);
    }

    @Override
    String sort() {
      return "group";
    }
  }

  static final class Role extends Bearer {
    String trustPolicy;
    String description = "";
    int maxSessionSeconds = DEFAULT_SESSION_SECONDS;

    /** Documented: one hour. */
    static final int DEFAULT_SESSION_SECONDS = 3_600;

    Role(String account, String id, Instant created, String path, String name, String trustPolicy) {
      super(account, id, created, path, name);
      this.trustPolicy = trustPolicy;
    }

    @Override
    String sort() {
      return "role";
    }
  }

  /** A long-term key of a user. */
  static final class AccessKey {
    final String id;
    final String secret;
    final String account;
    final Instant created;
    String userName;
    boolean active = true;

    /** When it last signed, and for what; null while it never has. */
    @Nullable LastUsed lastUsed;

    AccessKey(String id, String secret, String account, Instant created, String userName) {
      this.id = id;
      this.secret = secret;
      this.account = account;
      this.created = created;
      this.userName = userName;
    }
  }

  /** When and for what a key was last used. */
  record LastUsed(Instant when, String service, String region) {}

  /** One version of a managed policy. */
  record Version(int number, String document, Instant created) {
    String id() {
      return "v" + number;
    }
  }

  static final class ManagedPolicy {
    final String arn;
    final String id;
    final String name;
    final String path;
    final String description;
    final Instant created;
    Instant updated;
    final NavigableMap<Integer, Version> versions = new TreeMap<>();
    int defaultVersion = 1;
    int lastVersion = 1;
    final NavigableMap<String, String> tags = new TreeMap<>();

    ManagedPolicy(
        String account, String id, String path, String name, String description, Version first) {
      this.arn = Entity.arn(account, "policy", path, name);
      this.id = id;
      this.path = path;
      this.name = name;
      this.description = description;
      this.created = first.created();
      this.updated = first.created();
      versions.put(1, first);
    }

    String document() {
      return version(defaultVersion).document();
    }

    Version version(int number) {
      Version version = versions.get(number);
      if (version == null) {
        throw new IllegalStateException(arn + " has no version " + number);
      }
      return version;
    }

    boolean ofAws() {
      return arn.startsWith("arn:aws:iam::aws:");
    }
  }

  /** A virtual MFA device. */
  static final class MfaDevice {
    final String serial;

    /** In base32, as authenticator apps take it. */
    final String seed;

    final NavigableMap<String, String> tags = new TreeMap<>();

    /** Name of the user whose it is; empty while it is nobody's. */
    String user = "";

    Instant enabled = Instant.EPOCH;

    /** The step of the last code that was taken: none serves twice. */
    long lastStep = Long.MIN_VALUE;

    MfaDevice(String serial, String seed) {
      this.serial = serial;
      this.seed = seed;
    }

    byte[] secret() {
      return IamMfaService.decode(seed);
    }
  }

  /** An instance profile. */
  static final class Profile {
    final String account;
    final String id;
    final String path;
    final String name;
    final Instant created;
    final NavigableMap<String, String> tags = new TreeMap<>();

    /** Name of its role; empty while it has none. */
    String role = "";

    Profile(String account, String id, String path, String name, Instant created) {
      this.account = account;
      this.id = id;
      this.path = path;
      this.name = name;
      this.created = created;
    }

    String arn() {
      return Entity.arn(account, "instance-profile", path, name);
    }
  }

  /** A password, of which nothing but its hash is kept, and since when. */
  record Login(String passwordHash, Instant created, boolean resetRequired) {}

  /** An OpenID Connect provider that an account trusts. */
  record OidcProvider(
      String arn,
      String url,
      Set<String> clientIds,
      Set<String> thumbprints,
      NavigableMap<String, String> tags,
      Instant created) {}

  /** A SAML provider that an account trusts: its metadata as given, and as read. */
  static final class SamlProvider {
    final String arn;
    final String uuid;
    final Instant created;
    final NavigableMap<String, String> tags = new TreeMap<>();
    String document;
    SamlMetadata metadata;

    SamlProvider(String arn, String uuid, Instant created, String document, SamlMetadata metadata) {
      this.arn = arn;
      this.uuid = uuid;
      this.created = created;
      this.document = document;
      this.metadata = metadata;
    }
  }

  /** Everything of one account. Names are unique whatever their case. */
  static final class Account {
    final NavigableMap<String, User> users = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final NavigableMap<String, Group> groups = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final NavigableMap<String, Role> roles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Map<String, ManagedPolicy> policies = new LinkedHashMap<>();
    final Map<String, OidcProvider> providers = new LinkedHashMap<>();
    final Map<String, SamlProvider> samlProviders = new LinkedHashMap<>();
    final Map<String, MfaDevice> devices = new LinkedHashMap<>();
    final NavigableMap<String, Profile> profiles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** The account's name in sign-in addresses; empty when it has none. */
    String alias = "";

    /** What passwords must be; null while AWS's own rule holds. */
    @Nullable PasswordPolicy passwordPolicy;

    /** When the credential report was made; null while there is none. */
    @Nullable Instant reported;

    /** Service-linked roles deleted, by the id of the task. */
    final Set<String> deletionTasks = new LinkedHashSet<>();
  }
}
