package dev.diorama.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** The members of REST messages that stand outside the body: in path, query, headers and status. */
final class RestBinding {
  private final BiFunction<Member, String, AwsException> badValue;

  /**
   * A binding.
   *
   * @param badValue words the refusal of a text that is not of its member's type
   */
  RestBinding(BiFunction<Member, String, AwsException> badValue) {
    this.badValue = badValue;
  }

  /** Fills {@code builder} with what stands outside the body. */
  void read(HttpRequest request, Map<String, String> labels, Shape shape, SdkPojo builder) {
    QueryParams query = request.rawQuery().isEmpty() ? null : request.query();
    for (Member member : shape.members) {
      Object value =
          switch (member.location) {
            case PATH, GREEDY_PATH ->
                scalar(member, labels.get(member.name), TimestampFormatTrait.Format.ISO_8601);
            case QUERY_PARAM -> query == null ? null : fromQuery(member, query, shape);
            case HEADER -> fromHeaders(member, request.headers());
            case PAYLOAD, STATUS_CODE -> null;
          };
      if (value != null) {
        member.set(builder, value);
      }
    }
  }

  private @Nullable Object scalar(
      Member member, @Nullable String text, TimestampFormatTrait.Format dates) {
    if (text == null) {
      return null;
    }
    Object value = Scalars.parse(member, text, dates);
    if (value == null) {
      throw badValue.apply(member, text);
    }
    return value;
  }

  private @Nullable Object fromQuery(Member member, QueryParams query, Shape shape) {
    if (member.kind == MarshallingKnownType.MAP) {
      return others(query, shape);
    }
    List<String> texts = query.asMap().get(member.name);
    if (texts == null) {
      return null;
    }
    TimestampFormatTrait.Format dates = TimestampFormatTrait.Format.ISO_8601;
    if (member.kind != MarshallingKnownType.LIST) {
      return scalar(member, texts.get(0), dates);
    }
    List<Object> items = new ArrayList<>();
    for (String text : texts) {
      Object item = scalar(member.element(), text, dates);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  /** A map in the query takes every parameter that no other member claims. */
  private static @Nullable Map<String, String> others(QueryParams query, Shape shape) {
    Set<String> claimed = new TreeSet<>();
    for (Member member : shape.members) {
      if (member.location == MarshallLocation.QUERY_PARAM
          && member.kind != MarshallingKnownType.MAP) {
        claimed.add(member.name);
      }
    }
    Map<String, String> found = new LinkedHashMap<>();
    query
        .asMap()
        .forEach(
            (name, values) -> {
              if (!claimed.contains(name) && !name.startsWith("X-Amz-")) {
                found.put(name, values.get(0));
              }
            });
    return found.isEmpty() ? null : found;
  }

  private @Nullable Object fromHeaders(Member member, Headers headers) {
    if (member.kind == MarshallingKnownType.MAP) {
      return prefixed(member.name, headers);
    }
    Optional<String> text = headers.first(member.name);
    if (text.isEmpty()) {
      return null;
    }
    if (member.kind == MarshallingKnownType.INSTANT) {
      // A date that cannot be read is as if it were absent: RFC 9110 asks for it where conditions
      // are concerned, and S3 keeps going, too (observed for Expires).
      return Scalars.parse(member, text.get(), TimestampFormatTrait.Format.RFC_822);
    }
    if (member.jsonValue) {
      return jsonValue(member, text.get());
    }
    if (member.kind != MarshallingKnownType.LIST) {
      return scalar(member, text.get(), TimestampFormatTrait.Format.RFC_822);
    }
    List<Object> items = new ArrayList<>();
    for (String line : headers.all(member.name)) {
      for (String item : line.split(",", -1)) {
        Object value = scalar(member.element(), item.strip(), TimestampFormatTrait.Format.RFC_822);
        if (value != null) {
          items.add(value);
        }
      }
    }
    return items;
  }

  private String jsonValue(Member member, String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badValue.apply(member, text);
    }
  }

  /** Header names know no letter case; S3 documents that it keeps metadata in lower case. */
  private static @Nullable Map<String, String> prefixed(String prefix, Headers headers) {
    Map<String, String> found = new LinkedHashMap<>();
    headers
        .asMap()
        .forEach(
            (name, values) -> {
              if (name.length() > prefix.length()
                  && name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                found.put(
                    name.substring(prefix.length()).toLowerCase(Locale.ROOT),
                    String.join(",", values));
              }
            });
    return found.isEmpty() ? null : found;
  }

  /** Adds the headers that {@code response} has members for. */
  static void writeHeaders(SdkPojo response, Shape shape, XmlBody texts, Headers.Builder headers) {
    for (Member member : shape.members) {
      Object value = member.location == MarshallLocation.HEADER ? member.get(response) : null;
      if (value != null) {
        switch (member.kind) {
          case MAP ->
              Member.asMap(value)
                  .forEach((key, text) -> headers.set(member.name + key, String.valueOf(text)));
          case LIST ->
              headers.set(
                  member.name,
                  Member.asList(value).stream()
                      .map(item -> text(member.element(), item, texts))
                      .collect(Collectors.joining(",")));
          default -> headers.set(member.name, text(member, value, texts));
        }
      }
    }
  }

  private static String text(Member member, Object value, XmlBody texts) {
    if (value instanceof java.time.Instant instant && member.format == null) {
      return Timestamps.write(instant, TimestampFormatTrait.Format.RFC_822);
    }
    String text = texts.scalar(member, value);
    return member.jsonValue
        ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        : text;
  }

  /** The status that {@code response} has a member for; empty when it has none. */
  static Optional<Integer> status(SdkPojo response, Shape shape) {
    for (Member member : shape.members) {
      if (member.location == MarshallLocation.STATUS_CODE
          && member.get(response) instanceof Integer status) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
