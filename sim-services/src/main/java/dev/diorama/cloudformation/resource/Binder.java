package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Properties of a template to members of an SDK request, by name.
 *
 * <p>Most properties are called as the API calls them; capitals apart, which API Gateway writes
 * differently. Types are as tolerant as CloudFormation's: {@code "5"} is a number, {@code "true"} a
 * boolean. What CloudFront's API counts ({@code Quantity} beside {@code Items}) is a plain list in
 * a template, or leaves out the number.
 */
final class Binder {
  private final String logicalId;

  Binder(String logicalId) {
    this.logicalId = logicalId;
  }

  /** Sets every property of {@code properties} on the builder, and gives the builder back. */
  <B extends SdkPojo> B bind(B builder, Json properties) {
    bind(builder, properties, "");
    return builder;
  }

  private void bind(SdkPojo builder, Json properties, String path) {
    if (!(properties instanceof Json.Obj)) {
      throw wrong(path, "Object");
    }
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    for (SdkField<?> field : builder.sdkFields()) {
      fields.put(plain(field.memberName()), field);
    }
    properties
        .members()
        .forEach(
            (name, value) -> {
              SdkField<?> field = fields.get(plain(name));
              if (field == null) {
                throw new TemplateException(
                    "Encountered unsupported property "
                        + name
                        + (path.isEmpty() ? "" : " in " + path)
                        + " of resource "
                        + logicalId);
              }
              field.set(builder, convert(field, value, path.isEmpty() ? name : path + "/" + name));
            });
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private Object convert(SdkField<?> field, Json value, String path) {
    MarshallingType<?> type = field.marshallingType();
    if (type == MarshallingType.SDK_POJO) {
      SdkPojo builder = field.constructor().get();
      bind(builder, counted(builder, value), path);
      return ((SdkBuilder<?, ?>) builder).build();
    }
    if (type == MarshallingType.LIST) {
      SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
      List<Object> items = new ArrayList<>();
      int index = 0;
      for (Json item : value.asList()) {
        items.add(convert(member, item, path + "/" + index++));
      }
      return items;
    }
    if (type == MarshallingType.MAP) {
      SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
      if (!(value instanceof Json.Obj)) {
        throw wrong(path, "Object");
      }
      Map<String, Object> members = new LinkedHashMap<>();
      value
          .members()
          .forEach((key, item) -> members.put(key, convert(member, item, path + "/" + key)));
      return members;
    }
    if (type == MarshallingType.STRING && value.text().isEmpty()) {
      // Documents such as policies are objects in a template and texts in the API.
      return value.write();
    }
    return scalar(type, value.text().orElseThrow(() -> wrong(path, type.toString())), path);
  }

  /**
   * A list as the API counts it. Where the API has a switch beside it ({@code TrustedKeyGroups}), a
   * list that is not empty is switched on.
   */
  private static Json counted(SdkPojo builder, Json value) {
    List<String> names = builder.sdkFields().stream().map(SdkField::memberName).toList();
    if (!names.contains("Quantity") || !names.contains("Items")) {
      return value;
    }
    boolean isList = !(value instanceof Json.Obj);
    if (!isList && (value.get("Quantity").isPresent() || value.get("Items").isEmpty())) {
      return value;
    }
    List<Json> items = isList ? value.asList() : value.get("Items").orElseThrow().asList();
    Json.ObjectBuilder object = Json.object();
    value.members().forEach(object::put);
    object.put("Quantity", Json.of(items.size())).put("Items", new Json.Arr(items));
    if (isList && names.contains("Enabled")) {
      object.put("Enabled", Json.of(!items.isEmpty()));
    }
    return object.build();
  }

  private Object scalar(MarshallingType<?> type, String text, String path) {
    try {
      if (type == MarshallingType.STRING) {
        return text;
      } else if (type == MarshallingType.INTEGER) {
        return new BigDecimal(text).intValueExact();
      } else if (type == MarshallingType.LONG) {
        return new BigDecimal(text).longValueExact();
      } else if (type == MarshallingType.DOUBLE) {
        return Double.valueOf(text);
      } else if (type == MarshallingType.FLOAT) {
        return Float.valueOf(text);
      } else if (type == MarshallingType.BIG_DECIMAL) {
        return new BigDecimal(text);
      } else if (type == MarshallingType.BOOLEAN) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
          return Boolean.valueOf(text);
        }
        throw wrong(path, "Boolean");
      } else if (type == MarshallingType.SDK_BYTES) {
        return SdkBytes.fromString(text, StandardCharsets.UTF_8);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(path, "Number");
    }
    throw wrong(path, "a type that a template can write");
  }

  private TemplateException wrong(String path, String wanted) {
    return new TemplateException(
        "Value of property " + path + " of resource " + logicalId + " must be of type " + wanted);
  }
}
