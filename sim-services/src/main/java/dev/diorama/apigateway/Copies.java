package dev.diorama.apigateway;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Copies the members of one SDK type into another of the same shape.
 *
 * <p>API Gateway answers Create, Get, Update, Put and Import of a thing with the thing itself, for
 * which the SDK has one type each; they differ in nothing but their names.
 */
final class Copies {
  private Copies() {}

  /** Builds {@code into} with the members that {@code from} has by the same name. */
  static <T extends SdkResponse, B extends SdkPojo & SdkBuilder<B, T>> T into(
      SdkPojo from, B into) {
    Map<String, SdkField<?>> known = new LinkedHashMap<>();
    into.sdkFields().forEach(field -> known.put(field.memberName(), field));
    for (SdkField<?> field : from.sdkFields()) {
      SdkField<?> target = known.get(field.memberName());
      Object value = field.getValueOrDefault(from);
      boolean given =
          value != null
              && !(value instanceof SdkAutoConstructList)
              && !(value instanceof SdkAutoConstructMap);
      if (target != null && given) {
        target.set(into, value);
      }
    }
    return into.build();
  }
}
