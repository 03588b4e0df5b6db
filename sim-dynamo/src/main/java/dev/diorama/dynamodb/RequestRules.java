package dev.diorama.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What the single members of a request may be, whatever table it is for: AWS refuses these first,
 * before it asks whether there is such a table. The sets of values and their order are AWS's as it
 * prints them.
 */
final class RequestRules {
  private static final String[] CAPACITY = {"INDEXES", "TOTAL", "NONE"};
  private static final String[] METRICS = {"SIZE", "NONE"};
  private static final String[] VALUES = {
    "ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"
  };
  private static final String[] ON_FAILURE = {"ALL_OLD", "NONE"};
  private static final String[] JUNCTIONS = {"OR", "AND"};
  private static final String[] COMPARISONS = {
    "IN",
    "NULL",
    "BETWEEN",
    "LT",
    "NOT_CONTAINS",
    "EQ",
    "GT",
    "NOT_NULL",
    "NE",
    "LE",
    "BEGINS_WITH",
    "GE",
    "CONTAINS"
  };
  private static final String[] SELECTS = {
    "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"
  };
  private static final String[] ACTIONS = {"ADD", "DELETE", "PUT"};

  /** Segments of one parallel scan, documented with Scan. */
  private static final int MAX_SEGMENTS = 1_000_000;

  /** Longest client token, documented with TransactWriteItems. */
  private static final int MAX_TOKEN = 36;

  private static final int MAX_TABLES_LISTED = 100;

  private RequestRules() {}

  static void check(AwsRequest request) {
    Violations found = new Violations();
    if (request instanceof GetItemRequest get) {
      found.table(get.tableName());
      found.oneOf("returnConsumedCapacity", get.returnConsumedCapacityAsString(), CAPACITY);
    } else if (request instanceof PutItemRequest put) {
      put(found, put);
    } else if (request instanceof UpdateItemRequest update) {
      update(found, update);
    } else if (request instanceof DeleteItemRequest delete) {
      delete(found, delete);
    } else if (request instanceof QueryRequest query) {
      query(found, query);
    } else if (request instanceof ScanRequest scan) {
      scan(found, scan);
    } else if (request instanceof BatchGetItemRequest batch) {
      batch.requestItems().keySet().forEach(found::table);
      found.oneOf("returnConsumedCapacity", batch.returnConsumedCapacityAsString(), CAPACITY);
    } else if (request instanceof BatchWriteItemRequest batch) {
      batch.requestItems().keySet().forEach(found::table);
      found.oneOf("returnConsumedCapacity", batch.returnConsumedCapacityAsString(), CAPACITY);
      found.oneOf(
          "returnItemCollectionMetrics", batch.returnItemCollectionMetricsAsString(), METRICS);
    } else if (request instanceof TransactGetItemsRequest get) {
      found.oneOf("returnConsumedCapacity", get.returnConsumedCapacityAsString(), CAPACITY);
    } else if (request instanceof TransactWriteItemsRequest write) {
      transaction(found, write);
    } else if (request instanceof ListTablesRequest list) {
      found.atLeast("limit", list.limit(), 1);
      found.atMost("limit", list.limit(), MAX_TABLES_LISTED);
      String after = list.exclusiveStartTableName();
      if (after != null) {
        found.name("ExclusiveStartTableName", "exclusiveStartTableName", after);
      }
    } else {
      request.getValueForField("TableName", String.class).ifPresent(found::table);
    }
    found.refuse();
  }

  private static void put(Violations found, PutItemRequest put) {
    found.table(put.tableName());
    expected(found, put.expected(), put.conditionalOperatorAsString());
    written(
        found,
        put.returnValuesAsString(),
        put.returnConsumedCapacityAsString(),
        put.returnItemCollectionMetricsAsString(),
        put.returnValuesOnConditionCheckFailureAsString());
  }

  private static void update(Violations found, UpdateItemRequest update) {
    found.table(update.tableName());
    expected(found, update.expected(), update.conditionalOperatorAsString());
    for (Map.Entry<String, AttributeValueUpdate> each : update.attributeUpdates().entrySet()) {
      found.oneOf(
          "attributeUpdates." + each.getKey() + ".member.action",
          each.getValue().actionAsString(),
          ACTIONS);
    }
    written(
        found,
        update.returnValuesAsString(),
        update.returnConsumedCapacityAsString(),
        update.returnItemCollectionMetricsAsString(),
        update.returnValuesOnConditionCheckFailureAsString());
  }

  private static void delete(Violations found, DeleteItemRequest delete) {
    found.table(delete.tableName());
    expected(found, delete.expected(), delete.conditionalOperatorAsString());
    written(
        found,
        delete.returnValuesAsString(),
        delete.returnConsumedCapacityAsString(),
        delete.returnItemCollectionMetricsAsString(),
        delete.returnValuesOnConditionCheckFailureAsString());
  }

  private static void written(
      Violations found,
      @Nullable String values,
      @Nullable String capacity,
      @Nullable String metrics,
      @Nullable String onFailure) {
    found.oneOf("returnValues", values, VALUES);
    found.oneOf("returnConsumedCapacity", capacity, CAPACITY);
    found.oneOf("returnItemCollectionMetrics", metrics, METRICS);
    found.oneOf("returnValuesOnConditionCheckFailure", onFailure, ON_FAILURE);
  }

  private static void expected(
      Violations found, Map<String, ExpectedAttributeValue> expected, @Nullable String junction) {
    found.oneOf("conditionalOperator", junction, JUNCTIONS);
    for (Map.Entry<String, ExpectedAttributeValue> each : expected.entrySet()) {
      found.oneOf(
          "expected." + each.getKey() + ".member.comparisonOperator",
          each.getValue().comparisonOperatorAsString(),
          COMPARISONS);
    }
  }

  private static void conditions(
      Violations found, String member, Map<String, Condition> conditions) {
    for (Map.Entry<String, Condition> each : conditions.entrySet()) {
      found.oneOf(
          member + "." + each.getKey() + ".member.comparisonOperator",
          each.getValue().comparisonOperatorAsString(),
          COMPARISONS);
    }
  }

  private static void query(Violations found, QueryRequest query) {
    found.table(query.tableName());
    found.index(query.indexName());
    found.atLeast("limit", query.limit(), 1);
    found.oneOf("select", query.selectAsString(), SELECTS);
    found.oneOf("returnConsumedCapacity", query.returnConsumedCapacityAsString(), CAPACITY);
    found.oneOf("conditionalOperator", query.conditionalOperatorAsString(), JUNCTIONS);
    conditions(found, "keyConditions", query.keyConditions());
    conditions(found, "queryFilter", query.queryFilter());
  }

  private static void scan(Violations found, ScanRequest scan) {
    found.table(scan.tableName());
    found.index(scan.indexName());
    found.atLeast("limit", scan.limit(), 1);
    found.oneOf("select", scan.selectAsString(), SELECTS);
    found.oneOf("returnConsumedCapacity", scan.returnConsumedCapacityAsString(), CAPACITY);
    found.oneOf("conditionalOperator", scan.conditionalOperatorAsString(), JUNCTIONS);
    found.atLeast("totalSegments", scan.totalSegments(), 1);
    found.atMost("totalSegments", scan.totalSegments(), MAX_SEGMENTS);
    found.atLeast("segment", scan.segment(), 0);
    found.atMost("segment", scan.segment(), MAX_SEGMENTS - 1);
    conditions(found, "scanFilter", scan.scanFilter());
  }

  private static void transaction(Violations found, TransactWriteItemsRequest write) {
    found.oneOf("returnConsumedCapacity", write.returnConsumedCapacityAsString(), CAPACITY);
    found.oneOf(
        "returnItemCollectionMetrics", write.returnItemCollectionMetricsAsString(), METRICS);
    found.length("clientRequestToken", write.clientRequestToken(), 1, MAX_TOKEN);
    int number = 0;
    for (TransactWriteItem item : write.transactItems()) {
      number++;
      String at = "transactItems." + number + ".member.";
      String wanted = "returnValuesOnConditionCheckFailure";
      if (item.put() != null) {
        String asked = item.put().returnValuesOnConditionCheckFailureAsString();
        found.table(item.put().tableName()).oneOf(at + "put." + wanted, asked, ON_FAILURE);
      }
      if (item.update() != null) {
        String asked = item.update().returnValuesOnConditionCheckFailureAsString();
        found.table(item.update().tableName()).oneOf(at + "update." + wanted, asked, ON_FAILURE);
      }
      if (item.delete() != null) {
        String asked = item.delete().returnValuesOnConditionCheckFailureAsString();
        found.table(item.delete().tableName()).oneOf(at + "delete." + wanted, asked, ON_FAILURE);
      }
      if (item.conditionCheck() != null) {
        String asked = item.conditionCheck().returnValuesOnConditionCheckFailureAsString();
        found
            .table(item.conditionCheck().tableName())
            .oneOf(at + "conditionCheck." + wanted, asked, ON_FAILURE);
      }
    }
  }
}
