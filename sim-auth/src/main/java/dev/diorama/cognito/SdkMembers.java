package dev.diorama.cognito;

import java.util.Map;
import org.apiguardian.api.API;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Carries members between the SDK's types, which name the same setting the same in all of them.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class SdkMembers {
  private SdkMembers() {}

  /** Sets every member of {@code to}, a builder, that {@code from} has a value for. */
  public static void copy(SdkPojo from, SdkPojo to) {
    Map<String, SdkField<?>> targets = to.sdkFieldNameToField();
    for (SdkField<?> field : from.sdkFields()) {
      SdkField<?> target = targets.get(field.locationName());
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
}
