package dev.diorama.dynamodb.engine;

import dev.diorama.core.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values in DynamoDB's JSON: {@code {"S": "text"}} and so on. */
final class AttributeJson {
  private AttributeJson() {}

  static Json item(Map<String, AttributeValue> item) {
    Json.ObjectBuilder json = Json.object();
    new TreeMap<>(item).forEach((name, value) -> json.put(name, value(value)));
    return json.build();
  }

  private static Json value(AttributeValue value) {
    Json.ObjectBuilder json = Json.object();
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case B -> json.put("B", base64(value.b()));
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", value.nul());
      case M -> json.put("M", item(value.m()));
      case L -> json.put("L", new Json.Arr(value.l().stream().map(AttributeJson::value).toList()));
      case SS -> json.put("SS", Json.strings(value.ss()));
      case NS -> json.put("NS", Json.strings(value.ns()));
      case BS -> {
        List<String> texts = value.bs().stream().map(AttributeJson::base64).toList();
        json.put("BS", Json.strings(texts));
      }
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("a value of no type");
    }
    return json.build();
  }

  private static String base64(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
  }
}
