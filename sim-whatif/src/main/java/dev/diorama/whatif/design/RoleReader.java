package dev.diorama.whatif.design;

import dev.diorama.core.json.Json;
import dev.diorama.whatif.design.Design.Use;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what a function does with tables from what its role allows. */
final class RoleReader {
  private static final String DAX = "dax:";
  private static final String DYNAMODB = "dynamodb:";

  /** What reading a stream takes is said by its event source mapping. */
  private static final Set<String> OF_STREAMS =
      Set.of("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams");

  private final Resources resources;

  RoleReader(Resources resources) {
    this.resources = resources;
  }

  List<Use> uses(Resources.Resource function) {
    Set<Use> uses = new LinkedHashSet<>();
    resources
        .named(function.text("", "Role"))
        .ifPresent(
            role -> {
              for (Json policy : role.list("Policies")) {
                policy.get("PolicyDocument").ifPresent(document -> read(document, uses));
              }
            });
    return new ArrayList<>(uses);
  }

  private void read(Json document, Set<Use> uses) {
    for (Json statement : document.get("Statement").map(Json::asList).orElse(List.of())) {
      if (!statement.text("Effect").orElse("").equals("Allow")) {
        continue;
      }
      for (Json action : statement.get("Action").map(Json::asList).orElse(List.of())) {
        for (Json resource : statement.get("Resource").map(Json::asList).orElse(List.of())) {
          use(action.text().orElse(""), resource.text().orElse(""), uses);
        }
      }
    }
  }

  private void use(String action, String resource, Set<Use> uses) {
    boolean dax = action.startsWith(DAX);
    if (!dax && !action.startsWith(DYNAMODB)) {
      return;
    }
    String operation = action.substring(dax ? DAX.length() : DYNAMODB.length());
    resources
        .named(target(resource))
        .filter(found -> found.type().startsWith(dax ? "AWS::DAX::" : "AWS::DynamoDB::"))
        .filter(found -> !OF_STREAMS.contains(operation))
        .ifPresent(found -> uses.add(new Use(operation, found.id(), dax)));
  }

  /**
   * The resource of {@code Table.Arn}, {@code Table.Arn/index/*} or {@code arn:...:table/Table}.
   */
  private static String target(String resource) {
    int table = resource.indexOf(":table/");
    String name = table < 0 ? resource : resource.substring(table + ":table/".length());
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }
}
