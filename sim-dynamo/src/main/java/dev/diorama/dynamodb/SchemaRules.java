package dev.diorama.dynamodb;

import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/**
 * What AWS says of a table that cannot be, in its order: single members, billing, keys, local
 * indexes, global indexes, attributes without use. What this lets through the engine makes, and is
 * asked for it later ({@link TablePlans}): {@code SchemaPropertyTest} holds one to the other.
 *
 * <p>Sentences are observed, through client issue trackers and the test suites of ScyllaDB and
 * dynalite, which are run against AWS; those of repeated attributes and of keys of more than two
 * are DynamoDB Local's.
 */
final class SchemaRules {
  private static final int LONGEST_KEY = 255;

  /** Quotas, documented in ServiceQuotas. */
  private static final int MAX_LOCAL_INDEXES = 5;

  private static final int MAX_GLOBAL_INDEXES = 20;

  /** Of one projection, in the API's model. */
  private static final int MAX_PROJECTED = 20;

  private static final String INVALID = "One or more parameter values were invalid: ";

  private SchemaRules() {}

  static void check(CreateTableRequest request) {
    Violations found = new Violations();
    found.table(request.tableName());
    found.oneOf("billingMode", request.billingModeAsString(), "PROVISIONED", "PAY_PER_REQUEST");
    throughput(found, "provisionedThroughput", request.provisionedThroughput());
    found.missing("attributeDefinitions", !request.hasAttributeDefinitions());
    found.missing("keySchema", !request.hasKeySchema());
    found.size("keySchema", request.hasKeySchema(), request.keySchema().size(), 2);
    definitions(found, request.attributeDefinitions());
    keys(found, "keySchema", request.keySchema());
    int number = 0;
    for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
      String at = "localSecondaryIndexes." + ++number + ".member.";
      found.index(index.indexName());
      keys(found, at + "keySchema", index.keySchema());
      projection(found, at, index.projection());
    }
    number = 0;
    for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
      String at = "globalSecondaryIndexes." + ++number + ".member.";
      found.index(index.indexName());
      keys(found, at + "keySchema", index.keySchema());
      projection(found, at, index.projection());
      throughput(found, at + "provisionedThroughput", index.provisionedThroughput());
    }
    found.refuse();
    tableClass(request.tableClassAsString());
    billing(request);
    schema(request);
  }

  static void check(UpdateTableRequest request) {
    Violations found = new Violations();
    found.table(request.tableName());
    found.oneOf("billingMode", request.billingModeAsString(), "PROVISIONED", "PAY_PER_REQUEST");
    throughput(found, "provisionedThroughput", request.provisionedThroughput());
    definitions(found, request.attributeDefinitions());
    found.refuse();
    tableClass(request.tableClassAsString());
  }

  private static void throughput(
      Violations found, String member, @Nullable ProvisionedThroughput given) {
    if (given != null) {
      found.atLeast(member + ".readCapacityUnits", given.readCapacityUnits(), 1);
      found.atLeast(member + ".writeCapacityUnits", given.writeCapacityUnits(), 1);
    }
  }

  private static void definitions(Violations found, List<AttributeDefinition> definitions) {
    int number = 0;
    for (AttributeDefinition each : definitions) {
      String at = "attributeDefinitions." + ++number + ".member.";
      found.length(at + "attributeName", each.attributeName(), 1, LONGEST_KEY);
      found.oneOf(at + "attributeType", each.attributeTypeAsString(), "B", "N", "S");
    }
  }

  private static void keys(Violations found, String member, List<KeySchemaElement> schema) {
    int number = 0;
    for (KeySchemaElement each : schema) {
      String at = member + "." + ++number + ".member.";
      found.length(at + "attributeName", each.attributeName(), 1, LONGEST_KEY);
      found.oneOf(at + "keyType", each.keyTypeAsString(), "HASH", "RANGE");
    }
  }

  private static void projection(Violations found, String at, @Nullable Projection projection) {
    if (projection != null) {
      found.oneOf(
          at + "projection.projectionType",
          projection.projectionTypeAsString(),
          "ALL",
          "INCLUDE",
          "KEYS_ONLY");
      found.size(
          at + "projection.nonKeyAttributes",
          projection.hasNonKeyAttributes(),
          projection.nonKeyAttributes().size(),
          MAX_PROJECTED);
    }
  }

  private static void tableClass(@Nullable String wanted) {
    List<String> known = List.of("STANDARD", "STANDARD_INFREQUENT_ACCESS");
    if (wanted != null && !known.contains(wanted)) {
      throw DynamoDbError.VALIDATION.with(
          "Invalid table-class parameter provided. Please try again with a valid table-class"
              + " value: [STANDARD, STANDARD_INFREQUENT_ACCESS].");
    }
  }

  private static void billing(CreateTableRequest request) {
    boolean onDemand = "PAY_PER_REQUEST".equals(request.billingModeAsString());
    if (onDemand && request.provisionedThroughput() != null) {
      throw invalid(
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
              + " PAY_PER_REQUEST");
    }
    if (!onDemand && request.provisionedThroughput() == null) {
      throw invalid(
          "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is"
              + " PROVISIONED");
    }
    for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
      if (onDemand && index.provisionedThroughput() != null) {
        throw invalid(
            "ProvisionedThroughput should not be specified for index: "
                + index.indexName()
                + " when BillingMode is PAY_PER_REQUEST");
      }
      if (!onDemand && index.provisionedThroughput() == null) {
        throw invalid("ProvisionedThroughput must be specified for index: " + index.indexName());
      }
    }
  }

  private static void schema(CreateTableRequest request) {
    Set<String> defined = new LinkedHashSet<>();
    for (AttributeDefinition each : request.attributeDefinitions()) {
      if (!defined.add(each.attributeName())) {
        throw invalid("Duplicate AttributeName in AttributeDefinitions: " + each.attributeName());
      }
    }
    Set<String> used = new LinkedHashSet<>();
    keyOf(request.keySchema(), used);
    if (!defined.containsAll(used)) {
      throw DynamoDbError.VALIDATION.with(
          INVALID
              + "Some index key attributes are not defined in AttributeDefinitions. Keys: "
              + used
              + ", AttributeDefinitions: "
              + defined);
    }
    Set<String> names = new LinkedHashSet<>();
    local(request, defined, used, names);
    global(request, defined, used, names);
    if (used.size() != defined.size()) {
      boolean indexed = !names.isEmpty();
      throw invalid(
          indexed
              ? "Some AttributeDefinitions are not used. AttributeDefinitions: "
                  + defined
                  + ", keys used: "
                  + used
              : "Number of attributes in KeySchema does not exactly match number of attributes"
                  + " defined in AttributeDefinitions");
    }
  }

  private static void keyOf(List<KeySchemaElement> schema, Set<String> used) {
    if (!"HASH".equals(schema.get(0).keyTypeAsString())) {
      throw DynamoDbError.VALIDATION.with(
          "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    if (schema.size() > 1) {
      if (!"RANGE".equals(schema.get(1).keyTypeAsString())) {
        throw DynamoDbError.VALIDATION.with(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
      }
      if (schema.get(0).attributeName().equals(schema.get(1).attributeName())) {
        throw DynamoDbError.VALIDATION.with(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
      }
    }
    schema.forEach(each -> used.add(each.attributeName()));
  }

  private static void local(
      CreateTableRequest request, Set<String> defined, Set<String> used, Set<String> names) {
    List<LocalSecondaryIndex> indexes = request.localSecondaryIndexes();
    if (!request.hasLocalSecondaryIndexes()) {
      return;
    }
    if (indexes.isEmpty()) {
      throw invalid("List of LocalSecondaryIndexes is empty");
    }
    if (indexes.size() > MAX_LOCAL_INDEXES) {
      throw invalid(
          "Number of LocalSecondaryIndexes exceeds per-table limit of " + MAX_LOCAL_INDEXES);
    }
    if (request.keySchema().size() == 1) {
      throw invalid(
          "Table KeySchema does not have a range key, which is required when specifying a"
              + " LocalSecondaryIndex");
    }
    String hash = request.keySchema().get(0).attributeName();
    for (LocalSecondaryIndex index : indexes) {
      indexKey(index.indexName(), index.keySchema(), defined, used, names);
      if (index.keySchema().size() == 1) {
        throw invalid("Index KeySchema does not have a range key for index: " + index.indexName());
      }
      if (!index.keySchema().get(0).attributeName().equals(hash)) {
        throw invalid(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                + index.indexName()
                + ". index hash key: "
                + index.keySchema().get(0).attributeName()
                + ", table hash key: "
                + hash);
      }
      projected(index.projection());
    }
  }

  private static void global(
      CreateTableRequest request, Set<String> defined, Set<String> used, Set<String> names) {
    List<GlobalSecondaryIndex> indexes = request.globalSecondaryIndexes();
    if (!request.hasGlobalSecondaryIndexes()) {
      return;
    }
    if (indexes.isEmpty()) {
      throw invalid("List of GlobalSecondaryIndexes is empty");
    }
    if (indexes.size() > MAX_GLOBAL_INDEXES) {
      throw invalid(
          "GlobalSecondaryIndex count exceeds the per-table limit of " + MAX_GLOBAL_INDEXES);
    }
    for (GlobalSecondaryIndex index : indexes) {
      indexKey(index.indexName(), index.keySchema(), defined, used, names);
      projected(index.projection());
    }
  }

  private static void indexKey(
      String name,
      List<KeySchemaElement> schema,
      Set<String> defined,
      Set<String> used,
      Set<String> names) {
    if (!names.add(name)) {
      throw invalid("Duplicate index name: " + name);
    }
    List<String> keys = new ArrayList<>();
    schema.forEach(each -> keys.add(each.attributeName()));
    if (!defined.containsAll(keys)) {
      throw invalid(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: "
              + keys
              + ", AttributeDefinitions: "
              + defined);
    }
    if (schema.size() > 2) {
      // AWS's multi-attribute keys, which the engine has not.
      throw DynamoDbError.VALIDATION.with(
          "Key Schema too big.  Key Schema must at most consist of the hash and range key of a"
              + " table");
    }
    keyOf(schema, used);
  }

  private static void projected(@Nullable Projection projection) {
    if (projection == null || projection.projectionTypeAsString() == null) {
      throw invalid("Unknown ProjectionType: null");
    }
    String type = projection.projectionTypeAsString();
    if (type.equals("INCLUDE") && projection.nonKeyAttributes().isEmpty()) {
      throw invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    }
    if (!type.equals("INCLUDE") && !projection.nonKeyAttributes().isEmpty()) {
      throw invalid("ProjectionType is " + type + ", but NonKeyAttributes is specified");
    }
    Set<String> kept = new LinkedHashSet<>();
    for (String each : projection.nonKeyAttributes()) {
      if (each.isEmpty() || each.length() > LONGEST_KEY) {
        throw DynamoDbError.VALIDATION.with(
            "Names of key attributes and attributes projected into an index must be between 1 and "
                + LONGEST_KEY
                + " characters inclusive");
      }
      if (!kept.add(each)) {
        throw DynamoDbError.VALIDATION.with("Cannot have two attributes with the same name");
      }
    }
  }

  private static AwsException invalid(String why) {
    return DynamoDbError.VALIDATION.with(INVALID + why);
  }
}
