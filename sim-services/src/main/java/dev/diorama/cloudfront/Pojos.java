package dev.diorama.cloudfront;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/** What can be said of the SDK's classes of CloudFront without naming their members. */
final class Pojos {
  private Pojos() {}

  /** Gives a builder every member that it has in common with {@code from}. */
  static <B extends SdkPojo> B copy(SdkPojo from, B to) {
    Map<String, SdkField<?>> targets = new HashMap<>();
    for (SdkField<?> field : to.sdkFields()) {
      targets.put(field.memberName(), field);
    }
    for (SdkField<?> field : from.sdkFields()) {
      SdkField<?> target = targets.get(field.memberName());
      Object value = field.getValueOrDefault(from);
      if (target != null && value != null && !(value instanceof SdkAutoConstructList)) {
        target.set(to, value);
      }
    }
    return to;
  }

  /** Refuses lists whose number is not what is said of it, at any depth. */
  static void checkQuantities(SdkPojo pojo) {
    Object quantity = null;
    Object items = null;
    boolean counted = false;
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (field.memberName().equals("Quantity")) {
        counted = true;
        quantity = value;
      } else if (field.memberName().equals("Items")) {
        items = value;
      }
      if (value instanceof SdkPojo inner) {
        checkQuantities(inner);
      } else if (value instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof SdkPojo inner) {
            checkQuantities(inner);
          }
        }
      }
    }
    int size = items instanceof List<?> list ? list.size() : 0;
    if (counted && !Integer.valueOf(size).equals(quantity == null ? 0 : quantity)) {
      throw CloudFrontError.INCONSISTENT_QUANTITIES.usual();
    }
  }
}
