package dev.diorama.cognito.userpool;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Carries members between the SDK's types, which name the same setting the same in all of them. */
final class Settings {
  private Settings() {}

  /** Sets every member of {@code to}, a builder, that {@code from} has a value for. */
  static void copy(SdkPojo from, SdkPojo to) {
    Map<String, SdkField<?>> targets = to.sdkFieldNameToField();
    for (SdkField<?> field : from.sdkFields()) {
      SdkField<?> target = targets.get(field.memberName());
      Object value = field.getValueOrDefault(from);
      boolean given =
          value != null
              && !(value instanceof SdkAutoConstructList)
              && !(value instanceof SdkAutoConstructMap);
      if (given && target != null) {
        target.set(to, value);
      }
    }
  }

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
