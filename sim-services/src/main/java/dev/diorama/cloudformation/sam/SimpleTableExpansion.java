package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table that an {@code AWS::Serverless::SimpleTable} stands for. */
final class SimpleTableExpansion {
  private static final Map<String, String> ATTRIBUTE_TYPES =
      Map.of("String", "S", "Number", "N", "Binary", "B");

  private final SamResource table;

  SimpleTableExpansion(SamResource table) {
    this.table = table;
  }

  Json.Obj resource() {
    Json name = Json.of("id");
    Json type = Json.of("S");
    Optional<Json.Obj> key = table.map("PrimaryKey").filter(k -> !k.members().isEmpty());
    if (key.isPresent()) {
      for (String part : key.get().members().keySet()) {
        if (!part.equals("Name") && !part.equals("Type")) {
          throw table.refused("Property 'PrimaryKey." + part + "' is an invalid property.");
        }
      }
      name = part(key.get(), "Name");
      String written = part(key.get(), "Type").text().orElse("");
      String letter = ATTRIBUTE_TYPES.get(written);
      if (letter == null) {
        throw table.refused("Invalid 'Type' \"" + written + "\".");
      }
      type = Json.of(letter);
    }
    Json.ObjectBuilder properties = Json.object();
    properties.put(
        "AttributeDefinitions",
        list(Json.object().put("AttributeName", name).put("AttributeType", type).build()));
    properties.put(
        "KeySchema", list(Json.object().put("AttributeName", name).put("KeyType", "HASH").build()));
    if (!pass("ProvisionedThroughput", properties)) {
      properties.put("BillingMode", "PAY_PER_REQUEST");
    }
    pass("PointInTimeRecoverySpecification", properties);
    pass("SSESpecification", properties);
    pass("TableName", properties);
    table
        .map("Tags")
        .filter(tags -> !tags.members().isEmpty())
        .ifPresent(tags -> properties.put("Tags", FunctionExpansion.tags(tags)));
    return table.replaced("AWS::DynamoDB::Table", properties.build());
  }

  private Json part(Json key, String name) {
    return key.get(name)
        .filter(value -> !(value instanceof Json.Null))
        .orElseThrow(() -> table.refused("Property 'PrimaryKey." + name + "' is required."));
  }

  /** Whether the property was there and not empty. */
  private boolean pass(String name, Json.ObjectBuilder properties) {
    Optional<Json> value = table.property(name).filter(given -> !given.equals(Json.empty()));
    value.ifPresent(given -> properties.put(name, given));
    return value.isPresent();
  }

  private static Json list(Json item) {
    return new Json.Arr(List.of(item));
  }
}
