package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Calls of intrinsic functions, as trees. */
final class Intrinsic {
  static final Json.Obj NO_VALUE = ref("AWS::NoValue");

  private Intrinsic() {}

  static Json.Obj ref(String name) {
    return Json.object().put("Ref", name).build();
  }

  static Json.Obj attribute(String logicalId, String attribute) {
    return Json.object().put("Fn::GetAtt", Json.strings(List.of(logicalId, attribute))).build();
  }

  static Json.Obj sub(String text) {
    return Json.object().put("Fn::Sub", text).build();
  }

  static Json.Obj sub(String text, Json.Obj values) {
    return Json.object().put("Fn::Sub", new Json.Arr(List.of(Json.of(text), values))).build();
  }

  /** The value when the condition holds, else nothing. */
  static Json.Obj when(String condition, Json value) {
    return Json.object()
        .put("Fn::If", new Json.Arr(List.of(Json.of(condition), value, NO_VALUE)))
        .build();
  }

  static boolean isFunction(Json value) {
    if (value.members().size() != 1) {
      return false;
    }
    String name = value.members().keySet().iterator().next();
    return name.equals("Ref") || name.equals("Condition") || name.startsWith("Fn::");
  }

  /** The name that a Ref refers to, or that is written as a plain text. */
  static Optional<String> named(Json value) {
    return value instanceof Json.Str name
        ? Optional.of(name.value())
        : value.get("Ref").filter(name -> isFunction(value)).flatMap(Json::text);
  }

  /** The value changed, or, when it is an Fn::If, with both its branches changed. */
  static Json eachBranch(Json value, UnaryOperator<Json> change) {
    List<Json> parts = value.get("Fn::If").map(Json::items).orElse(List.of());
    if (value.members().size() != 1 || parts.size() != 3) {
      return value.equals(NO_VALUE) ? value : change.apply(value);
    }
    return Json.object()
        .put(
            "Fn::If",
            new Json.Arr(
                List.of(
                    parts.get(0),
                    eachBranch(parts.get(1), change),
                    eachBranch(parts.get(2), change))))
        .build();
  }
}
