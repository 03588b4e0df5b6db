package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.SrpServer.Verifier;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.random.SimRandom;
import java.util.Optional;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;

/** What a password must be, and how one is kept: never itself, only as an SRP verifier. */
final class Passwords {
  /**
   * Documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
   */
  private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

  /** The wire's own limit on a password's length, documented in {@code PasswordType}. */
  private static final int LONGEST = 256;

  /** Letters of the passwords that Cognito makes up itself; each of the four sorts is in them. */
  private static final String GENERATED_SYMBOLS = "!@#%&*";

  private final SimRandom random;

  Passwords(SimRandom random) {
    this.random = random;
  }

  /** What is wrong with a password, in Cognito's words. */
  static Optional<String> fault(Pool pool, String password) {
    PasswordPolicyType policy = pool.settings().policies().passwordPolicy();
    if (password.length() < policy.minimumLength()) {
      return Optional.of("Password not long enough");
    }
    if (password.length() > LONGEST || !password.strip().equals(password)) {
      return Optional.of("Password cannot start or end with a space, nor be longer than 256");
    }
    if (policy.requireUppercase() && password.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
      return Optional.of("Password must have uppercase characters");
    }
    if (policy.requireLowercase() && password.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      return Optional.of("Password must have lowercase characters");
    }
    if (policy.requireNumbers() && password.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of("Password must have numeric characters");
    }
    if (policy.requireSymbols() && password.chars().noneMatch(c -> SYMBOLS.indexOf(c) >= 0)) {
      return Optional.of("Password must have symbol characters");
    }
    return Optional.empty();
  }

  /** Refuses a password in the words of {@code SignUp} and {@code AdminCreateUser}. */
  static void checkNew(Pool pool, String password) {
    fault(pool, password)
        .ifPresent(
            why -> {
              throw UserPoolError.INVALID_PASSWORD.with(
                  "Password did not conform with policy: " + why);
            });
  }

  /** Refuses a password in the words of every operation that changes one. */
  static void checkChanged(Pool pool, User user, String password) {
    fault(pool, password)
        .ifPresent(
            why -> {
              throw UserPoolError.INVALID_PASSWORD.with(
                  "Password does not conform to policy: " + why);
            });
    int remembered = history(pool);
    if (remembered > 0) {
      boolean again =
          (user.password != null && user.password.matches(pool.name(), user.username, password))
              || user.oldPasswords.stream()
                  .limit(remembered - 1L)
                  .anyMatch(old -> old.matches(pool.name(), user.username, password));
      if (again) {
        throw UserPoolError.PASSWORD_HISTORY.with("Password has previously been used");
      }
    }
  }

  private static int history(Pool pool) {
    Integer size = pool.settings().policies().passwordPolicy().passwordHistorySize();
    return size == null ? 0 : size;
  }

  /** Keeps a password that has been found good. */
  void set(Pool pool, User user, String password) {
    if (user.password != null && history(pool) > 0) {
      user.oldPasswords.addFirst(user.password);
      while (user.oldPasswords.size() > history(pool)) {
        user.oldPasswords.removeLast();
      }
    }
    user.password =
        Verifier.of(pool.name(), user.username, password, random.bytes(SrpServer.SALT_BYTES));
    user.temporaryUntilNanos = Long.MAX_VALUE;
    user.signIns.clear();
  }

  static boolean isRight(Pool pool, User user, String password) {
    return user.password != null && user.password.matches(pool.name(), user.username, password);
  }

  /** A password that satisfies every policy of that length. */
  String generate(Pool pool) {
    int length = Math.max(8, pool.settings().policies().passwordPolicy().minimumLength());
    return random.text("ABCDEFGHJKLMNPQRSTUVWXYZ", 1)
        + random.text("abcdefghijkmnopqrstuvwxyz", 1)
        + random.text("23456789", 1)
        + random.text(GENERATED_SYMBOLS, 1)
        + random.text(SimRandom.ALNUM, length - 4);
  }
}
