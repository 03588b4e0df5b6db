package dev.diorama.cache.dax;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Query and Scan in one way of writing, whichever way they came: what the query cache finds them
 * by.
 *
 * <p>Documented is that a result is found by the request's parameters and values. That names,
 * placeholders and spaces make no difference follows from DAX's protocol, in which they are gone;
 * that 1.50 is 1.5, and that what is said by default is as if it were not said, is assumed. What is
 * asked for of capacity, and the difference between "not strong" and nothing said, do not count.
 * Requests in the manner before expressions, and such as DynamoDB will refuse, are told apart by
 * their text.
 */
final class CanonicalRequest {
  private final StringBuilder text = new StringBuilder(128);

  private CanonicalRequest(String operation) {
    text.append(operation);
  }

  static String of(QueryRequest request) {
    CanonicalExpression expressions =
        new CanonicalExpression(
            request.expressionAttributeNames(), request.expressionAttributeValues());
    CanonicalRequest canonical = new CanonicalRequest("Query");
    boolean modern =
        !request.hasKeyConditions()
            && !request.hasQueryFilter()
            && !request.hasAttributesToGet()
            && request.conditionalOperator() == null;
    boolean readable =
        modern
            && canonical.condition("key", request.keyConditionExpression(), expressions)
            && canonical.condition("filter", request.filterExpression(), expressions)
            && canonical.projection(request.projectionExpression(), expressions)
            && expressions.isComplete()
            && canonical.from(request.exclusiveStartKey());
    if (!readable) {
      return "Query as written: "
          + request.toBuilder()
              .returnConsumedCapacity((String) null)
              .consistentRead(null)
              .overrideConfiguration((AwsRequestOverrideConfiguration) null)
              .build();
    }
    canonical.where(request.indexName(), request.limit());
    canonical.select(
        request.select(), request.indexName() != null, request.projectionExpression() != null);
    if (Boolean.FALSE.equals(request.scanIndexForward())) {
      canonical.text.append("|backward");
    }
    return canonical.text.toString();
  }

  static String of(ScanRequest request) {
    CanonicalExpression expressions =
        new CanonicalExpression(
            request.expressionAttributeNames(), request.expressionAttributeValues());
    CanonicalRequest canonical = new CanonicalRequest("Scan");
    boolean modern =
        !request.hasScanFilter()
            && !request.hasAttributesToGet()
            && request.conditionalOperator() == null;
    boolean readable =
        modern
            && canonical.condition("filter", request.filterExpression(), expressions)
            && canonical.projection(request.projectionExpression(), expressions)
            && expressions.isComplete()
            && canonical.from(request.exclusiveStartKey());
    if (!readable) {
      return "Scan as written: "
          + request.toBuilder()
              .returnConsumedCapacity((String) null)
              .consistentRead(null)
              .overrideConfiguration((AwsRequestOverrideConfiguration) null)
              .build();
    }
    canonical.where(request.indexName(), request.limit());
    canonical.select(
        request.select(), request.indexName() != null, request.projectionExpression() != null);
    canonical.say("segment", request.segment());
    canonical.say("of", request.totalSegments());
    return canonical.text.toString();
  }

  private boolean condition(String what, @Nullable String given, CanonicalExpression expressions) {
    if (given == null) {
      return true;
    }
    Optional<String> read = expressions.condition(given);
    read.ifPresent(tree -> text.append('|').append(what).append(' ').append(tree));
    return read.isPresent();
  }

  private boolean projection(@Nullable String given, CanonicalExpression expressions) {
    if (given == null) {
      return true;
    }
    Optional<String> read = expressions.projection(given);
    read.ifPresent(paths -> text.append("|projection ").append(paths));
    return read.isPresent();
  }

  private void where(@Nullable String index, @Nullable Integer limit) {
    if (index != null) {
      text.append("|index ").append(text(index));
    }
    say("limit", limit);
  }

  private void say(String what, @Nullable Integer number) {
    if (number != null) {
      text.append('|').append(what).append(' ').append(number);
    }
  }

  private boolean from(Map<String, AttributeValue> startKey) {
    if (!startKey.isEmpty()) {
      text.append("|from");
      try {
        map(text, startKey);
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return true;
  }

  /** What to select, unless it is what would be selected anyway. */
  private void select(@Nullable Select select, boolean index, boolean projection) {
    Select usual =
        projection
            ? Select.SPECIFIC_ATTRIBUTES
            : index ? Select.ALL_PROJECTED_ATTRIBUTES : Select.ALL_ATTRIBUTES;
    if (select != null && select != usual) {
      text.append("|select ").append(select);
    }
  }

  /** A text that shows where it ends. */
  static String text(String any) {
    return any.length() + ":" + any;
  }

  /** A value in one way of writing; its type is its first letter. */
  static String value(AttributeValue value) {
    StringBuilder out = new StringBuilder();
    append(out, Projection.canonical(value));
    return out.toString();
  }

  private static void append(StringBuilder out, AttributeValue value) {
    switch (value.type()) {
      case S -> out.append('s').append(text(value.s()));
      case N -> out.append('n').append(text(value.n()));
      case B -> out.append('b').append(base64(value));
      case BOOL -> out.append(value.bool() ? "true" : "false");
      case NUL -> out.append("null");
      case SS -> value.ss().forEach(each -> out.append("ss").append(text(each)));
      case NS -> value.ns().forEach(each -> out.append("ns").append(text(each)));
      case BS ->
          value.bs().stream()
              .map(each -> Base64.getEncoder().encodeToString(each.asByteArrayUnsafe()))
              .sorted()
              .forEach(each -> out.append("bs").append(text(each)));
      case L -> {
        out.append('l').append(value.l().size()).append(':');
        value.l().forEach(each -> append(out, each));
      }
      case M -> map(out.append('m'), value.m());
      case UNKNOWN_TO_SDK_VERSION -> out.append(value);
    }
  }

  private static void map(StringBuilder out, Map<String, AttributeValue> map) {
    out.append(map.size()).append(':');
    new TreeMap<>(map)
        .forEach((name, each) -> append(out.append(text(name)), Projection.canonical(each)));
  }

  private static String base64(AttributeValue value) {
    return text(Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe()));
  }
}
