package dev.diorama.core.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A JSON value: one of object, array, string, number, boolean and null.
 *
 * <p>Objects keep the order of their members. Numbers keep the digits they were written with.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Json {

  /** An object; {@code members} keeps insertion order and is not to be changed by readers. */
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** An array. */
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** A string. */
  record Str(String value) implements Json {}

  /** A number, as the literal it was written with. */
  record Num(String literal) implements Json {
    /** The number's exact value. */
    public BigDecimal value() {
      return new BigDecimal(literal);
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Json {}

  /** The JSON null. */
  enum Null implements Json {
    /** The one null. */
    NULL
  }

  /** The one null. */
  static Json nil() {
    return Null.NULL;
  }

  /** An object without members. */
  static Obj empty() {
    return new Obj(Map.of());
  }

  /**
   * Parses one JSON text.
   *
   * @throws JsonException if the text is not one JSON value, is nested deeper than 1,000 levels, or
   *     an object names a member twice
   */
  static Json parse(String text) {
    return JsonText.parse(text);
  }

  /** Parses UTF-8 JSON; see {@link #parse(String)}. */
  static Json parse(byte[] utf8) {
    return JsonText.parse(new String(utf8, java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The string value {@code text}. */
  static Json of(String text) {
    return new Str(text);
  }

  /** The number {@code value}. */
  static Json of(long value) {
    return new Num(Long.toString(value));
  }

  /** The number {@code value}, which must be finite. */
  static Json of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite number: " + value);
    }
    return new Num(
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : Double.toString(value));
  }

  /** The boolean {@code value}. */
  static Json of(boolean value) {
    return new Bool(value);
  }

  /** An array of strings. */
  static Json strings(Iterable<String> values) {
    List<Json> items = new ArrayList<>();
    for (String value : values) {
      items.add(new Str(value));
    }
    return new Arr(items);
  }

  /** An object of string members, in the map's order. */
  static Json stringMap(Map<String, String> values) {
    ObjectBuilder object = object();
    values.forEach(object::put);
    return object.build();
  }

  /** A builder of an object that keeps the order of its {@code put}s. */
  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  /** The member of that name, when this is an object that has it. */
  default Optional<Json> get(String name) {
    return this instanceof Obj object
        ? Optional.ofNullable(object.members().get(name))
        : Optional.empty();
  }

  /** The value reached by following member names, when every one is there. */
  default Optional<Json> at(String... path) {
    Optional<Json> here = Optional.of(this);
    for (String name : path) {
      here = here.flatMap(value -> value.get(name));
    }
    return here;
  }

  /** The scalar as text: a string's value, a number's literal, {@code true} or {@code false}. */
  default Optional<String> text() {
    if (this instanceof Str string) {
      return Optional.of(string.value());
    }
    if (this instanceof Num number) {
      return Optional.of(number.literal());
    }
    return this instanceof Bool bool
        ? Optional.of(Boolean.toString(bool.value()))
        : Optional.empty();
  }

  /** The scalar text of a member, when there. */
  default Optional<String> text(String name) {
    return get(name).flatMap(Json::text);
  }

  /** The members of an object; empty for every other value. */
  default Map<String, Json> members() {
    return Map.of();
  }

  /** The items of an array; empty for every other value. */
  default List<Json> items() {
    return List.of();
  }

  /** The items of an array, or this value alone: AWS documents often allow either. */
  default List<Json> asList() {
    return this instanceof Arr array ? array.items() : List.of(this);
  }

  /** Compact JSON text. */
  default String write() {
    return JsonText.write(this, false);
  }

  /** JSON text indented by two spaces. */
  default String pretty() {
    return JsonText.write(this, true);
  }

  /** Collects an object's members in order. */
  final class ObjectBuilder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private ObjectBuilder() {}

    /** Adds or replaces a member. */
    public ObjectBuilder put(String name, Json value) {
      members.put(name, value);
      return this;
    }

    /** Adds or replaces a string member. */
    public ObjectBuilder put(String name, String value) {
      return put(name, Json.of(value));
    }

    /** Adds or replaces a number member. */
    public ObjectBuilder put(String name, long value) {
      return put(name, Json.of(value));
    }

    /** Adds or replaces a number member. */
    public ObjectBuilder put(String name, double value) {
      return put(name, Json.of(value));
    }

    /** Adds or replaces a boolean member. */
    public ObjectBuilder put(String name, boolean value) {
      return put(name, Json.of(value));
    }

    /** The object as built so far. */
    public Obj build() {
      return new Obj(members);
    }
  }
}
