package dev.diorama.cognito.userpool;

import org.jspecify.annotations.Nullable;

/** What is said to a request that lacks a member, or has one that is not simulated. */
final class Settings {
  private Settings() {}

  /** A member that must be there, refused in the words of AWS's own validation. */
  static <T> T need(@Nullable T value, String member) {
    if (value == null) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value null at '"
              + member
              + "' failed to satisfy constraint: Member must not be null");
    }
    return value;
  }

  /** Refuses a setting that would change answers and is not simulated. */
  static void refuse(boolean asked, String what) {
    if (asked) {
      throw UserPoolError.notSimulated(what);
    }
  }
}
