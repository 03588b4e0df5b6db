package dev.diorama.core.wire;

import com.fasterxml.jackson.core.io.SerializedString;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** One member of a model class: an {@link SdkField} with its traits looked up once. */
final class Member {
  final MarshallingKnownType kind;
  final MarshallLocation location;

  /** The name on the wire. */
  final String name;

  /** The name in the service's model, such as {@code TableName}. */
  final String modelName;

  /** The name on the wire, ready to be written as JSON. */
  final SerializedString jsonName;

  final boolean required;
  final boolean payload;
  final boolean jsonValue;
  final boolean attribute;
  final boolean flattened;
  final TimestampFormatTrait.@Nullable Format format;

  /** What a list holds, or a map's values; null for every other kind. */
  final @Nullable Member element;

  /** The XML element or form label of a list's items. */
  final String elementName;

  final String keyName;
  final String valueName;

  /** Attributes of the XML element of this structure, by name. */
  final Map<String, XmlAttributesTrait.AttributeAccessors> attributes;

  private final SdkField<?> field;
  private final Shapes shapes;
  private final Function<Object, ?> getter;
  private @Nullable Shape shape;

  Member(SdkField<?> field, Shapes shapes, boolean listedAsRequired) {
    this.field = field;
    this.shapes = shapes;
    this.kind = field.marshallingType().getKnownType();
    this.location = field.location();
    this.name = field.locationName() == null ? "" : field.locationName();
    this.modelName = field.memberName() == null ? name : field.memberName();
    this.jsonName = new SerializedString(name);
    this.required = listedAsRequired || field.containsTrait(RequiredTrait.class);
    this.payload = field.containsTrait(PayloadTrait.class);
    this.jsonValue = field.containsTrait(JsonValueTrait.class);
    this.attribute = field.containsTrait(XmlAttributeTrait.class);
    this.format =
        field
            .getOptionalTrait(TimestampFormatTrait.class)
            .map(TimestampFormatTrait::format)
            .orElse(null);
    Optional<ListTrait> list = field.getOptionalTrait(ListTrait.class);
    Optional<MapTrait> map = field.getOptionalTrait(MapTrait.class);
    this.element =
        list.isPresent()
            ? new Member(list.get().memberFieldInfo(), shapes, false)
            : map.map(trait -> new Member(trait.valueFieldInfo(), shapes, false)).orElse(null);
    this.flattened =
        list.map(ListTrait::isFlattened).orElse(false)
            || map.map(MapTrait::isFlattened).orElse(false);
    this.elementName = list.map(ListTrait::memberLocationName).orElse("member");
    this.keyName = map.map(MapTrait::keyLocationName).orElse("key");
    this.valueName = map.map(MapTrait::valueLocationName).orElse("value");
    this.attributes =
        field
            .getOptionalTrait(XmlAttributesTrait.class)
            .map(XmlAttributesTrait::attributes)
            .orElse(Map.of());
    this.getter = getter(field);
  }

  /** The item or value type of a list or map. */
  Member element() {
    Member of = element;
    if (of == null) {
      throw new IllegalStateException(modelName + " is neither list nor map");
    }
    return of;
  }

  /** The table of the structure that this member is. */
  Shape shape() {
    Shape known = shape;
    if (known == null) {
      known = shapes.of(newStructure());
      shape = known;
    }
    return known;
  }

  /** An empty builder of the structure that this member is. */
  SdkPojo newStructure() {
    return field.constructor().get();
  }

  void set(SdkPojo builder, Object value) {
    field.set(builder, value);
  }

  /** The value; null when there is none, which includes lists and maps the SDK made up. */
  @Nullable Object get(Object pojo) {
    Object value = getter.apply(pojo);
    return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap
        ? null
        : value;
  }

  /** The structure that a filled builder makes. */
  static Object build(SdkPojo builder) {
    return ((Buildable) builder).build();
  }

  /** A member's value as the list that it is. */
  static List<?> asList(Object value) {
    return (List<?>) value;
  }

  /** A member's value as the map that it is. */
  static Map<?, ?> asMap(Object value) {
    return (Map<?, ?>) value;
  }

  /**
   * The field's getter. The public way to it makes up a random idempotency token where none was
   * given, which would differ from run to run, and looks a trait up each time.
   */
  @SuppressWarnings("unchecked")
  private static Function<Object, ?> getter(SdkField<?> field) {
    try {
      Field getter = SdkField.class.getDeclaredField("getter");
      getter.setAccessible(true);
      return (Function<Object, ?>) getter.get(field);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the AWS SDK has no SdkField.getter: another version?", e);
    }
  }
}
