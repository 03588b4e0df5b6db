package dev.diorama.core.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.Trait;
import software.amazon.awssdk.utils.builder.Buildable;

/** A model class with a member of every kind, also those that no real model at hand has. */
final class Thing implements SdkPojo, Buildable {
  static final List<SdkField<?>> FIELDS =
      List.of(
          scalar(MarshallingType.STRING, "Text"),
          scalar(MarshallingType.INTEGER, "Integer"),
          scalar(MarshallingType.LONG, "Long"),
          scalar(MarshallingType.SHORT, "Short"),
          scalar(MarshallingType.BYTE, "Byte"),
          scalar(MarshallingType.FLOAT, "Float"),
          scalar(MarshallingType.DOUBLE, "Double"),
          scalar(MarshallingType.BIG_DECIMAL, "Decimal"),
          scalar(MarshallingType.BOOLEAN, "Bool"),
          scalar(MarshallingType.INSTANT, "Date"),
          field(
              MarshallingType.INSTANT,
              "Millis",
              TimestampFormatTrait.create(TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS)),
          field(
              MarshallingType.INSTANT,
              "HttpDate",
              TimestampFormatTrait.create(TimestampFormatTrait.Format.RFC_822)),
          field(
              MarshallingType.INSTANT,
              "IsoDate",
              TimestampFormatTrait.create(TimestampFormatTrait.Format.ISO_8601)),
          scalar(MarshallingType.SDK_BYTES, "Bytes"),
          scalar(MarshallingType.DOCUMENT, "Document"),
          thing("Inner"),
          field(MarshallingType.LIST, "List", list(text(), false)),
          field(MarshallingType.LIST, "FlatList", list(text(), true)),
          field(MarshallingType.LIST, "Things", list(thing("member"), false)),
          field(MarshallingType.MAP, "Map", map(text(), false)),
          field(MarshallingType.MAP, "FlatMap", map(text(), true)),
          field(MarshallingType.MAP, "ThingMap", map(thing("value"), false)));

  final Map<String, Object> values = new LinkedHashMap<>();

  static Thing of(Consumer<Map<String, Object>> filled) {
    Thing thing = new Thing();
    filled.accept(thing.values);
    return thing;
  }

  private static SdkField<?> text() {
    return scalar(MarshallingType.STRING, "member");
  }

  private static <T> SdkField<?> scalar(MarshallingType<T> type, String name) {
    return field(type, name);
  }

  private static SdkField<?> thing(String name) {
    return SdkField.<SdkPojo>builder(MarshallingType.SDK_POJO)
        .memberName(name)
        .getter(pojo -> (SdkPojo) ((Thing) pojo).values.get(name))
        .setter((pojo, value) -> ((Thing) pojo).values.put(name, value))
        .constructor(Thing::new)
        .traits(payload(name))
        .build();
  }

  private static <T> SdkField<?> field(MarshallingType<T> type, String name, Trait... more) {
    Trait[] traits = new Trait[more.length + 1];
    traits[0] = payload(name);
    System.arraycopy(more, 0, traits, 1, more.length);
    return SdkField.<Object>builder(castType(type))
        .memberName(name)
        .getter(pojo -> ((Thing) pojo).values.get(name))
        .setter((pojo, value) -> ((Thing) pojo).values.put(name, value))
        .traits(traits)
        .build();
  }

  @SuppressWarnings("unchecked")
  private static MarshallingType<Object> castType(MarshallingType<?> type) {
    return (MarshallingType<Object>) type;
  }

  private static Trait payload(String name) {
    return LocationTrait.builder().location(MarshallLocation.PAYLOAD).locationName(name).build();
  }

  private static Trait list(SdkField<?> of, boolean flattened) {
    return ListTrait.builder().memberFieldInfo(of).isFlattened(flattened).build();
  }

  private static Trait map(SdkField<?> of, boolean flattened) {
    return MapTrait.builder()
        .keyLocationName("key")
        .valueLocationName("value")
        .valueFieldInfo(of)
        .isFlattened(flattened)
        .build();
  }

  @Override
  public List<SdkField<?>> sdkFields() {
    return FIELDS;
  }

  @Override
  public Object build() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Thing thing && values.equals(thing.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Thing" + values;
  }
}
