package dev.diorama.cache.dax.wire;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Refusals on the wire: a sequence of numbers from the general to the particular, a message, and
 * details.
 *
 * <p>Clients make their exceptions from the numbers, and from the name where they have none for a
 * number.
 */
final class WireError {
  /** An attribute list that no one has defined; not an error of DynamoDB. */
  static final String UNKNOWN_LIST = "UnknownAttributeListId";

  private static final int[] DYNAMO = {4, 37, 38, 39};

  /** The last number by DynamoDB's name of the error. */
  private static final Map<String, Integer> LEAVES =
      Map.ofEntries(
          Map.entry("ProvisionedThroughputExceededException", 40),
          Map.entry("ResourceNotFoundException", 41),
          // Not known to be DAX's own number: one that no client has a meaning for.
          Map.entry("AccessDeniedException", 42),
          Map.entry("ConditionalCheckFailedException", 43),
          Map.entry("ResourceInUseException", 45),
          Map.entry("ValidationException", 46),
          Map.entry("InternalServerError", 47),
          Map.entry("ItemCollectionSizeLimitExceededException", 48),
          Map.entry("LimitExceededException", 49),
          Map.entry("ThrottlingException", 50),
          Map.entry("TransactionConflictException", 57),
          Map.entry("TransactionCanceledException", 58),
          Map.entry("TransactionInProgressException", 59),
          Map.entry("IdempotentParameterMismatchException", 60),
          Map.entry("RequestLimitExceeded", 61));

  private static final int[] UNKNOWN_LIST_ID = {4, 23, 24};
  private static final int[] NOT_IMPLEMENTED = {4, 37, 38, 44};
  private static final int[] RETRY = {1, 37, 54};
  private static final int[] INTERNAL = {3, 37, 54};
  private static final int[] NOT_AUTHENTICATED = {4, 23, 31, 33};
  private static final int[] BAD_KEY = {4, 23, 31, 32};
  private static final int[] BAD_SIGNATURE = {4, 23, 31, 34};

  private WireError() {}

  private static int[] codes(AwsException e) {
    Integer leaf = LEAVES.get(e.code());
    if (leaf != null) {
      return new int[] {DYNAMO[0], DYNAMO[1], DYNAMO[2], DYNAMO[3], leaf};
    }
    if (e.code().equals(UNKNOWN_LIST)) {
      return UNKNOWN_LIST_ID;
    }
    if (e.status() == 501) {
      return NOT_IMPLEMENTED;
    }
    if (e.status() >= 500) {
      return e.status() == 503 ? RETRY : INTERNAL;
    }
    return new int[] {DYNAMO[0], DYNAMO[1], DYNAMO[2], DYNAMO[3], 42};
  }

  /**
   * A refusal.
   *
   * @param schemas of the tables of a transaction's actions, for the items among its reasons
   * @param requestId by which the request is found in the trace
   */
  static CborWriter of(AwsException e, List<KeySchema> schemas, Items items, String requestId) {
    CborWriter out = begin(codes(e), e.message());
    Json reasons = e.fields().get("CancellationReasons");
    boolean cancelled = reasons instanceof Json.Arr;
    out.array(cancelled ? 4 : 3).text(requestId);
    out.text(e.code().equals(UNKNOWN_LIST) ? "ResourceNotFoundException" : e.code());
    out.integer(e.status());
    if (reasons instanceof Json.Arr each) {
      out.array(each.items().size() * 3);
      for (int i = 0; i < each.items().size(); i++) {
        reason(out, each.items().get(i), i < schemas.size() ? schemas.get(i) : null, items);
      }
    }
    return out;
  }

  private static void reason(CborWriter out, Json reason, @Nullable KeySchema schema, Items items) {
    Map<String, Json> members = members(reason);
    out.textOrNull(text(members.get("Code"))).textOrNull(text(members.get("Message")));
    Json item = members.get("Item");
    if (item == null || schema == null) {
      out.nil();
    } else {
      items.write(out, item(item), schema);
    }
  }

  static CborWriter of(AuthFailure failure, String requestId) {
    return switch (failure.kind()) {
      case MISSING ->
          plain(
              NOT_AUTHENTICATED,
              "MissingAuthenticationTokenException",
              "Request is missing Authentication Token",
              requestId);
      case UNKNOWN_KEY ->
          plain(
              BAD_KEY,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.",
              requestId);
      case EXPIRED_TOKEN ->
          plain(
              BAD_KEY,
              "ExpiredTokenException",
              "The security token included in the request is expired",
              requestId);
      case MALFORMED ->
          plain(BAD_SIGNATURE, "IncompleteSignatureException", failure.detail(), requestId);
      case BAD_SIGNATURE, BAD_BODY_HASH ->
          plain(
              BAD_SIGNATURE,
              "InvalidSignatureException",
              "The request signature we calculated does not match the signature you provided."
                  + " Check your AWS Secret Access Key and signing method. Consult the service"
                  + " documentation for details.",
              requestId);
      case EXPIRED_URL, SKEWED ->
          plain(
              BAD_SIGNATURE,
              "InvalidSignatureException",
              "Signature expired: " + failure.detail(),
              requestId);
    };
  }

  /** Values that are complete and yet not what they should be. */
  static CborWriter of(Malformed malformed, String requestId) {
    return plain(
        new int[] {DYNAMO[0], DYNAMO[1], DYNAMO[2], DYNAMO[3], 46},
        "ValidationException",
        "The request cannot be read: " + malformed.getMessage(),
        requestId);
  }

  /** A fault of the simulator. */
  static CborWriter internal(RuntimeException fault, String requestId) {
    CborWriter out = begin(INTERNAL, "A fault inside Diorama: " + fault);
    return out.array(3).text(requestId).text("InternalServerError").integer(500);
  }

  private static CborWriter plain(int[] codes, String name, String message, String requestId) {
    return begin(codes, message).array(3).text(requestId).text(name).integer(400);
  }

  private static CborWriter begin(int[] codes, String message) {
    CborWriter out = new CborWriter().array(codes.length);
    for (int code : codes) {
      out.integer(code);
    }
    return out.text(message);
  }

  private static Map<String, Json> members(Json json) {
    return json instanceof Json.Obj object ? object.members() : Map.of();
  }

  private static @Nullable String text(@Nullable Json json) {
    return json instanceof Json.Str text ? text.value() : null;
  }

  private static Map<String, AttributeValue> item(Json json) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    members(json).forEach((name, value) -> item.put(name, value(value)));
    return item;
  }

  /** An attribute value in DynamoDB's JSON, such as {@code {"S":"a"}}. */
  private static AttributeValue value(Json json) {
    Map.Entry<String, Json> typed = members(json).entrySet().iterator().next();
    Json value = typed.getValue();
    return switch (typed.getKey()) {
      case "S" -> AttributeValue.fromS(required(value));
      case "N" -> AttributeValue.fromN(required(value));
      case "B" -> AttributeValue.fromB(binary(value));
      case "BOOL" -> AttributeValue.fromBool(value instanceof Json.Bool b && b.value());
      case "SS" ->
          AttributeValue.fromSs(elements(value).stream().map(WireError::required).toList());
      case "NS" ->
          AttributeValue.fromNs(elements(value).stream().map(WireError::required).toList());
      case "BS" -> AttributeValue.fromBs(elements(value).stream().map(WireError::binary).toList());
      case "L" -> {
        List<AttributeValue> list = new ArrayList<>();
        elements(value).forEach(each -> list.add(value(each)));
        yield AttributeValue.fromL(list);
      }
      case "M" -> AttributeValue.fromM(item(value));
      default -> AttributeValue.fromNul(true);
    };
  }

  private static List<Json> elements(Json json) {
    return json instanceof Json.Arr array ? array.items() : List.of();
  }

  private static String required(Json json) {
    String text = text(json);
    return text == null ? "" : text;
  }

  private static SdkBytes binary(Json json) {
    return SdkBytes.fromByteArray(Base64.getDecoder().decode(required(json)));
  }
}
