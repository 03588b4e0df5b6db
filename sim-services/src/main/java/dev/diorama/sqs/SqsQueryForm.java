package dev.diorama.sqs;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.core.wire.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The older Query protocol of SQS, as a translation: a form into the JSON request that says the
 * same, and a JSON answer into the XML that older clients read.
 *
 * <p>Names documented in the examples of
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/, version 2012-11-05.
 */
final class SqsQueryForm {
  private static final String NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";
  private static final Pattern QUEUE_PATH = Pattern.compile("/[0-9]{12}/[^/]+/?");
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

  /** Numbered names that stand for a list of texts, and the member that the list is in JSON. */
  private static final Map<String, String> LISTS =
      Map.of(
          "AttributeName", "AttributeNames",
          "MessageSystemAttributeName", "MessageSystemAttributeNames",
          "MessageAttributeName", "MessageAttributeNames",
          "TagKey", "TagKeys",
          "AWSAccountId", "AWSAccountIds",
          "ActionName", "Actions");

  /** Numbered names that stand for a map. */
  private static final Map<String, String> MAPS =
      Map.of(
          "Attribute", "Attributes",
          "MessageAttribute", "MessageAttributes",
          "MessageSystemAttribute", "MessageSystemAttributes",
          "Tag", "Tags");

  private static final List<String> ENTRIES =
      List.of(
          "SendMessageBatchRequestEntry",
          "DeleteMessageBatchRequestEntry",
          "ChangeMessageVisibilityBatchRequestEntry");

  private static final List<String> NUMBERS =
      List.of(
          "DelaySeconds",
          "MaxNumberOfMessages",
          "VisibilityTimeout",
          "WaitTimeSeconds",
          "MaxResults",
          "MaxNumberOfMessagesPerSecond");

  /** Lists and maps of answers, and the element that each of their items is in XML. */
  private static final Map<String, String> ITEMS =
      Map.of(
          "QueueUrls", "QueueUrl",
          "queueUrls", "QueueUrl",
          "Messages", "Message",
          "Failed", "BatchResultErrorEntry",
          "Results", "ListMessageMoveTasksResultEntry",
          "Attributes", "Attribute",
          "MessageAttributes", "MessageAttribute",
          "Tags", "Tag");

  /** Operations whose answers have no element for a result. */
  private static final List<String> WITHOUT_RESULT =
      List.of(
          "AddPermission",
          "ChangeMessageVisibility",
          "DeleteMessage",
          "DeleteQueue",
          "PurgeQueue",
          "RemovePermission",
          "SetQueueAttributes",
          "TagQueue",
          "UntagQueue");

  /** How the fronts of the two protocols word what comes before the service; observed. */
  private static final Map<String, String> FRONT =
      Map.of(
          "UnrecognizedClientException", "403 InvalidClientTokenId",
          "InvalidSignatureException", "403 SignatureDoesNotMatch",
          "MissingAuthenticationTokenException", "403 MissingAuthenticationToken",
          "ExpiredTokenException", "403 ExpiredToken",
          "IncompleteSignatureException", "400 IncompleteSignature",
          "SerializationException", "400 MalformedInput",
          "UnknownOperationException", "400 InvalidAction");

  /** A part of a dotted name, and all that stands behind it. */
  private static final class Node {
    private String value = "";
    private final Map<String, Node> parts = new LinkedHashMap<>();

    /** Those behind numbers, in the order of the numbers. */
    List<Node> numbered() {
      Map<Integer, Node> ordered = new TreeMap<>();
      parts.forEach(
          (name, node) -> {
            if (INTEGER.matcher(name).matches()) {
              ordered.put(Integer.parseInt(name), node);
            }
          });
      return new ArrayList<>(ordered.values());
    }
  }

  private SqsQueryForm() {}

  /** The request as the JSON codec reads it; unchanged when it is JSON already. */
  static Addressed asJson(HttpRequest request) {
    if (!isForm(request)) {
      return new Addressed(request, Map.of());
    }
    QueryParams params = params(request);
    String action = params.first("Action").orElse("");
    Node root = new Node();
    params.asMap().forEach((name, values) -> place(root, name, values.get(0)));
    Json.ObjectBuilder members = structure(root, action);
    if (!params.has("QueueUrl") && QUEUE_PATH.matcher(request.rawPath()).matches()) {
      members.put("QueueUrl", request.rawPath());
    }
    Headers headers =
        Headers.builder()
            .set("Content-Type", "application/x-amz-json-1.0")
            .set("X-Amz-Target", "AmazonSQS." + action)
            .build();
    HttpRequest json =
        new HttpRequest(
            "POST",
            request.scheme(),
            request.host(),
            request.port(),
            "/",
            "",
            headers,
            members.build().write().getBytes(StandardCharsets.UTF_8),
            request.sourceIp());
    return new Addressed(json, Map.of());
  }

  private static boolean isForm(HttpRequest request) {
    return request.header("X-Amz-Target").isEmpty()
        && (request.query().has("Action") || hasFormBody(request));
  }

  private static boolean hasFormBody(HttpRequest request) {
    return request
        .header("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
        .isPresent();
  }

  private static QueryParams params(HttpRequest request) {
    return hasFormBody(request) && request.body().length > 0
        ? QueryParams.parse(new String(request.body(), StandardCharsets.UTF_8))
        : request.query();
  }

  private static void place(Node root, String name, String value) {
    Node node = root;
    for (String part : name.split("\\.", 8)) {
      node = node.parts.computeIfAbsent(part, p -> new Node());
    }
    node.value = value;
  }

  private static Json.ObjectBuilder structure(Node from, String action) {
    Json.ObjectBuilder members = Json.object();
    from.parts.forEach(
        (name, node) -> {
          String list = LISTS.get(name);
          String map = MAPS.get(name);
          if (list != null && !node.parts.isEmpty()) {
            members.put(
                list, Json.strings(node.numbered().stream().map(item -> item.value).toList()));
          } else if (map != null && !node.parts.isEmpty()) {
            boolean lower = map.equals("Tags") && action.equals("CreateQueue");
            members.put(lower ? "tags" : map, map(node));
          } else if (ENTRIES.contains(name)) {
            members.put(
                "Entries",
                new Json.Arr(
                    node.numbered().stream()
                        .map(entry -> (Json) structure(entry, action).build())
                        .toList()));
          } else {
            members.put(name, scalar(name, node.value));
          }
        });
    return members;
  }

  private static Json map(Node node) {
    Json.ObjectBuilder entries = Json.object();
    for (Node entry : node.numbered()) {
      Node key = entry.parts.getOrDefault("Name", entry.parts.getOrDefault("Key", new Node()));
      Node value = entry.parts.getOrDefault("Value", new Node());
      entries.put(
          key.value, value.parts.isEmpty() ? Json.of(value.value) : structure(value, "").build());
    }
    return entries.build();
  }

  private static Json scalar(String name, String value) {
    if (!NUMBERS.contains(name)) {
      return Json.of(value);
    }
    if (!INTEGER.matcher(value).matches()) {
      throw SqsError.invalid(value, name, "Must be an integer.");
    }
    return Json.of(Long.parseLong(value));
  }

  /** The answer as its client reads it: XML to a form, and to JSON the older code of an error. */
  static HttpResponse finish(HttpRequest request, HttpResponse response) {
    String code = response.headers().first("x-amzn-ErrorType").orElse("");
    Optional<SqsError> error = SqsError.named(code);
    if (isForm(request)) {
      return response.status() < 400 ? answer(request, response) : error(request, response, code);
    }
    return error.isEmpty()
        ? response
        : response.with("x-amzn-query-error", error.get().queryCode() + ";Sender");
  }

  private static HttpResponse answer(HttpRequest request, HttpResponse response) {
    String action = params(request).first("Action").orElse("");
    XmlText out = new XmlText().declaration();
    out.start(action + "Response").attribute("xmlns", NAMESPACE);
    if (!WITHOUT_RESULT.contains(action)) {
      out.start(action + "Result");
      write(out, Json.parse(response.body()), action);
      out.end();
    }
    out.start("ResponseMetadata").element("RequestId", requestId(response)).end().end();
    return xml(response.status(), out, response);
  }

  private static String requestId(HttpResponse response) {
    return response.headers().first("x-amzn-RequestId").orElse("");
  }

  private static void write(XmlText out, Json object, String action) {
    object
        .members()
        .forEach(
            (name, value) -> {
              String item = name.equals("Successful") ? action + "ResultEntry" : ITEMS.get(name);
              if (item == null) {
                out.element(name, value.text().orElse(""));
              } else if (value instanceof Json.Arr list) {
                list.items().forEach(each -> writeItem(out, item, each, action));
              } else {
                value.members().forEach((key, each) -> writeEntry(out, item, key, each, action));
              }
            });
  }

  private static void writeItem(XmlText out, String element, Json item, String action) {
    if (item instanceof Json.Obj) {
      out.start(element);
      write(out, item, action);
      out.end();
    } else {
      out.element(element, item.text().orElse(""));
    }
  }

  private static void writeEntry(
      XmlText out, String element, String key, Json value, String action) {
    out.start(element).element(element.equals("Tag") ? "Key" : "Name", key);
    writeItem(out, "Value", value, action);
    out.end();
  }

  private static HttpResponse error(HttpRequest request, HttpResponse response, String jsonCode) {
    Optional<SqsError> known = SqsError.named(jsonCode);
    String front = FRONT.getOrDefault(jsonCode, response.status() + " " + jsonCode);
    int status =
        known.map(SqsError::status).orElseGet(() -> Integer.valueOf(front.substring(0, 3)));
    String code = known.map(SqsError::queryCode).orElseGet(() -> front.substring(4));
    XmlText out = new XmlText().declaration();
    out.start("ErrorResponse").attribute("xmlns", NAMESPACE).start("Error");
    out.element("Type", status < 500 ? "Sender" : "Receiver");
    out.element("Code", code);
    out.element("Message", message(request, response, jsonCode));
    out.element("Detail", "").end();
    out.element("RequestId", requestId(response)).end();
    return xml(status, out, response);
  }

  private static String message(HttpRequest request, HttpResponse response, String jsonCode) {
    if (jsonCode.equals(SqsError.QUEUE_DOES_NOT_EXIST.code())) {
      // The older protocol's own sentence; observed.
      return "The specified queue does not exist for this wsdl version.";
    }
    if (jsonCode.equals("UnknownOperationException")) {
      return "The action "
          + params(request).first("Action").orElse("")
          + " is not valid for this endpoint.";
    }
    if (!response.text().startsWith("{")) {
      return "";
    }
    Json body = Json.parse(response.body());
    return body.text("message").or(() -> body.text("Message")).orElse("");
  }

  private static HttpResponse xml(int status, XmlText out, HttpResponse response) {
    return new HttpResponse(
        status,
        Headers.builder()
            .set("Content-Type", "text/xml")
            .set("x-amzn-RequestId", requestId(response))
            .build(),
        out.bytes());
  }
}
