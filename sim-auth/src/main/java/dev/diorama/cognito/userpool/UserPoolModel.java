package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SrpServer.Verifier;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailMfaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceServerType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SmsMfaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** What is known of pools, users and sessions beyond the SDK's own descriptions of them. */
final class UserPoolModel {
  private UserPoolModel() {}

  /** One pool; what is settable of it is kept as the SDK describes it. */
  static final class Pool {
    final String id;
    final String account;
    final String region;
    final UserDirectory users;
    final Map<String, UserPoolClientType> clients = new LinkedHashMap<>();
    final Map<String, GroupType> groups = new LinkedHashMap<>();
    final Map<String, SchemaAttributeType> schema = new LinkedHashMap<>();
    final Map<String, ResourceServerType> resourceServers = new LinkedHashMap<>();
    int managedLoginVersion = 1;
    private UserPoolType settings;
    private Mfa mfa = Mfa.OFF;

    Pool(String account, String region, UserPoolType settings) {
      this.id = settings.id();
      this.account = account;
      this.region = region;
      this.settings = settings;
      settings.schemaAttributes().forEach(each -> schema.put(each.name(), each));
      this.users =
          new UserDirectory(
              settings.usernameConfiguration().caseSensitive(),
              settings.usernameAttributesAsStrings(),
              settings.aliasAttributesAsStrings());
    }

    UserPoolType settings() {
      return settings;
    }

    void settings(UserPoolType changed) {
      this.settings = changed;
      changed.schemaAttributes().forEach(each -> schema.put(each.name(), each));
    }

    Mfa mfa() {
      return mfa;
    }

    /** Changes which second factors there are; the mode shows among the settings too. */
    void mfa(Mfa changed) {
      this.mfa = changed;
      this.settings = settings.toBuilder().mfaConfiguration(changed.mode()).build();
    }

    String name() {
      return SrpGroup.poolName(id);
    }

    String arn() {
      return "arn:aws:cognito-idp:" + region + ":" + account + ":userpool/" + id;
    }

    String issuer() {
      return "https://cognito-idp." + region + ".amazonaws.com/" + id;
    }

    boolean namesAreAttributes() {
      return settings.hasUsernameAttributes() && !settings.usernameAttributes().isEmpty();
    }
  }

  /**
   * The second factors of a pool.
   *
   * @param mode whether they are off, up to the user, or required
   * @param sms by text message; null where not
   * @param software by an authenticator app
   * @param email by mail; null where not
   */
  record Mfa(
      UserPoolMfaType mode,
      @Nullable SmsMfaConfigType sms,
      boolean software,
      @Nullable EmailMfaConfigType email) {
    static final Mfa OFF = new Mfa(UserPoolMfaType.OFF, null, false, null);

    boolean offers(Factor factor) {
      return switch (factor) {
        case SMS_MFA -> sms != null;
        case EMAIL_OTP -> email != null;
        case SOFTWARE_TOKEN_MFA -> software;
      };
    }
  }

  /** The second factors, by the names of their challenges. */
  enum Factor {
    SMS_MFA,
    EMAIL_OTP,
    SOFTWARE_TOKEN_MFA
  }

  /** An authenticator app of a user. */
  static final class SoftwareToken {
    final String secret;
    final String name;

    /** The last half minute whose code was taken: none is good twice. */
    long lastStep = Long.MIN_VALUE;

    SoftwareToken(String secret, String name) {
      this.secret = secret;
      this.name = name;
    }
  }

  /** A device that a user has confirmed. */
  static final class Device {
    final String key;
    final String groupKey;
    final String name;
    final Verifier verifier;
    final Instant created;
    Instant modified;
    Instant lastSeen;
    String lastIp;
    boolean remembered;

    Device(
        String key,
        String groupKey,
        String name,
        Verifier verifier,
        Instant created,
        String lastIp,
        boolean remembered) {
      this.key = key;
      this.groupKey = groupKey;
      this.name = name;
      this.verifier = verifier;
      this.created = created;
      this.modified = created;
      this.lastSeen = created;
      this.lastIp = lastIp;
      this.remembered = remembered;
    }
  }

  /** Why a code was sent; the names are those of Cognito's own message triggers. */
  enum Purpose {
    SIGN_UP("SignUp", 24 * 60 * 60),
    FORGOT_PASSWORD("ForgotPassword", 60 * 60),
    VERIFY("VerifyUserAttribute", 24 * 60 * 60);

    /**
     * Validity, seconds. An hour for a forgotten password and 24 hours for the others, documented:
     * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html and
     * .../how-to-recover-a-user-account.html
     */
    final long seconds;

    final String trigger;

    Purpose(String trigger, long seconds) {
      this.trigger = trigger;
      this.seconds = seconds;
    }

    String slot(String attribute) {
      return this == VERIFY ? trigger + ":" + attribute : trigger;
    }
  }

  /**
   * A code that a user should bring back.
   *
   * @param value six digits
   * @param attribute where it was sent: {@code email} or {@code phone_number}
   * @param expiresNanos when it stops being good
   */
  record Code(String value, String attribute, long expiresNanos) {}

  /** One user. */
  static final class User {
    final String sub;
    final String username;
    final Instant created;

    /** Rises from user to user of a directory, for lists that go on where they stopped. */
    long number;

    final Map<String, String> attributes = new LinkedHashMap<>();
    final Map<String, Code> codes = new LinkedHashMap<>();
    final List<Session> sessions = new ArrayList<>();
    final List<String> groups = new ArrayList<>();

    /** The newest first; the pool's password history says how many count. */
    final Deque<Verifier> oldPasswords = new ArrayDeque<>();

    /** Second factors the user has switched on, and the one asked for first. */
    final Set<Factor> factors = new LinkedHashSet<>();

    final Map<String, Device> devices = new LinkedHashMap<>();

    /** The group keys of devices that were promised and not confirmed yet, by device key. */
    final Map<String, String> promisedDevices = new LinkedHashMap<>();

    final Attempts signIns = new Attempts();
    final Attempts secondFactors = new Attempts();
    final Attempts passwordChanges = new Attempts();
    final Window recoveries = new Window();
    final Window confirmations = new Window();
    Instant modified;
    UserStatusType status;
    boolean enabled = true;
    @Nullable Verifier password;
    @Nullable Factor preferredFactor;
    @Nullable SoftwareToken softwareToken;

    /** A new address that waits for its code before it replaces the old one, by attribute. */
    final Map<String, String> pendingAddresses = new LinkedHashMap<>();

    /** An authenticator app's secret, associated and not verified yet. */
    String softwareSecret = "";

    long temporaryUntilNanos = Long.MAX_VALUE;

    User(String sub, String username, UserStatusType status, Instant created) {
      this.sub = sub;
      this.username = username;
      this.status = status;
      this.created = created;
      this.modified = created;
      attributes.put("sub", sub);
    }

    boolean verified(String attribute) {
      return "true".equals(attributes.get(attribute + "_verified"));
    }
  }

  /**
   * Failed passwords, and the lock that follows.
   *
   * <p>Documented: after five failures the user is locked out for 2^(n-5) seconds, n being the
   * failures so far, up to about 15 minutes; tries while locked out do not count; a right password
   * after the lock, or 15 minutes without a try, clears all.
   * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
   */
  static final class Attempts {
    static final int FREE = 5;
    static final long LONGEST_NANOS = 15L * 60 * 1_000_000_000;

    private int failures;
    private long lockedUntilNanos = Long.MIN_VALUE;
    private long lastNanos;

    boolean locked(long nowNanos) {
      boolean locked = nowNanos < lockedUntilNanos;
      if (!locked && failures > 0 && nowNanos - lastNanos >= LONGEST_NANOS) {
        clear();
      }
      lastNanos = nowNanos;
      return locked;
    }

    void failed(long nowNanos) {
      failures++;
      lastNanos = nowNanos;
      if (failures >= FREE) {
        long seconds = 1L << Math.min(failures - FREE, 20);
        lockedUntilNanos = nowNanos + Math.min(seconds * 1_000_000_000, LONGEST_NANOS);
      }
    }

    void clear() {
      failures = 0;
      lockedUntilNanos = Long.MIN_VALUE;
    }
  }

  /**
   * Tries within the last hour. Documented: between 5 and 20 an hour for a forgotten password, by a
   * risk estimate that is not disclosed; 10 is assumed here, and for confirmations alike.
   * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html
   */
  static final class Window {
    static final int LIMIT = 10;
    static final long NANOS = 60L * 60 * 1_000_000_000;

    private final Deque<Long> tries = new ArrayDeque<>();

    /** Counts a try; false when there have been too many. */
    boolean admit(long nowNanos) {
      while (!tries.isEmpty() && nowNanos - tries.peekFirst() >= NANOS) {
        tries.removeFirst();
      }
      if (tries.size() >= LIMIT) {
        return false;
      }
      tries.addLast(nowNanos);
      return true;
    }

    void clear() {
      tries.clear();
    }
  }

  /**
   * What a session was begun with.
   *
   * @param scopes of its access tokens
   * @param nonce of its first ID token; empty for none
   * @param deviceKey the device's key; empty for none
   */
  record Grant(List<String> scopes, String nonce, String deviceKey) {}

  /** One sign-in, from its tokens to their end. */
  static final class Session {
    final Pool pool;
    final User user;
    final String clientId;
    final Grant grant;
    final String originJti;
    final String eventId;
    final long authTime;
    final long expiresNanos;

    /** Refresh tokens that another has replaced, and until when each still serves. */
    final Map<String, Long> replaced = new LinkedHashMap<>();

    String refreshToken;
    boolean revoked;

    Session(
        Pool pool,
        User user,
        String clientId,
        Grant grant,
        String refreshToken,
        String originJti,
        String eventId,
        long authTime,
        long expiresNanos) {
      this.pool = pool;
      this.user = user;
      this.clientId = clientId;
      this.grant = grant;
      this.refreshToken = refreshToken;
      this.originJti = originJti;
      this.eventId = eventId;
      this.authTime = authTime;
      this.expiresNanos = expiresNanos;
    }
  }

  /** A name as it is compared where case does not matter. */
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
