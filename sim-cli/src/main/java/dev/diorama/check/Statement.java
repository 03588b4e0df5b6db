package dev.diorama.check;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Wildcards;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A statement of a policy, and where it is. */
record Statement(Spot spot, Json json) {
  /** The statements of a policy document that a resource has at a path. */
  static List<Statement> of(Resource resource, String... path) {
    List<Statement> statements = new ArrayList<>();
    List<Json> all =
        resource.at(path).flatMap(d -> d.get("Statement")).map(Json::asList).orElse(List.of());
    Spot spot = resource.spot(path).at("Statement");
    for (int i = 0; i < all.size(); i++) {
      statements.add(new Statement(spot.at(i), all.get(i)));
    }
    return statements;
  }

  boolean allows() {
    return json.text("Effect").orElse("").equals("Allow");
  }

  List<String> actions() {
    return texts("Action");
  }

  List<String> resources() {
    return texts("Resource");
  }

  private List<String> texts(String member) {
    return json.get(member).map(Json::asList).orElse(List.of()).stream()
        .flatMap(each -> each.text().stream())
        .toList();
  }

  /** Whether one of its actions takes in this one; both may have stars. */
  boolean takesIn(String action) {
    return actions().stream().anyMatch(pattern -> matches(pattern, action));
  }

  /** Actions are the same in capitals and small letters. */
  private static boolean matches(String pattern, String action) {
    return Wildcards.match(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
  }

  boolean anyone() {
    Json principal = json.get("Principal").orElse(Json.nil());
    return principal.text().orElse("").equals("*")
        || principal.get("AWS").map(Json::asList).orElse(List.of()).contains(Json.of("*"));
  }

  boolean service(String host) {
    return json.at("Principal", "Service")
        .map(Json::asList)
        .orElse(List.of())
        .contains(Json.of(host));
  }

  List<String> services() {
    return json.at("Principal", "Service").map(Json::asList).orElse(List.of()).stream()
        .flatMap(each -> each.text().stream())
        .toList();
  }

  boolean conditional() {
    return !json.get("Condition").orElse(Json.empty()).members().isEmpty();
  }

  /** Whether a condition looks at this key, which is not case sensitive. */
  boolean looksAt(String key) {
    return json.get("Condition").orElse(Json.empty()).members().values().stream()
        .flatMap(operator -> operator.members().keySet().stream())
        .anyMatch(key::equalsIgnoreCase);
  }

  /** Whether it says which resource or account a service must act for. */
  boolean namesItsSource() {
    return looksAt("aws:SourceArn")
        || looksAt("aws:SourceAccount")
        || looksAt("aws:SourceOrgID")
        || looksAt("aws:SourceOrgPaths");
  }

  /** The values that all its conditions compare with. */
  String conditionText() {
    return json.get("Condition").map(Json::write).orElse("");
  }

  String name() {
    return json.text("Sid").orElse("");
  }
}
