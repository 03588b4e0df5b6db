package dev.diorama.core.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkNumber;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Structures of the SDK's models as JSON, streamed without a tree in between. */
final class JsonBody {
  /** How deep JSON may nest: far deeper than DynamoDB's 32 levels, shallow enough for the stack. */
  static final int DEEPEST = 500;

  /** The longest string: a Lambda function's package of 50 MB in base64, and some room. */
  private static final int LONGEST_STRING = 100_000_000;

  /** The longest name: DynamoDB's attributes may have 65,535 bytes, and longer ones its words. */
  private static final int LONGEST_NAME = 200_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_STRING)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  private final JsonWords words;

  JsonBody(JsonWords words) {
    this.words = words;
  }

  /**
   * Fills {@code builder} with the members of a JSON object.
   *
   * @throws AwsException SerializationException if the text is no such object
   */
  void read(byte[] json, Shape shape, SdkPojo builder) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw Refusal.serialization("");
      }
      if (first != JsonToken.START_OBJECT) {
        throw words.notAnObject(first);
      }
      readMembers(parser, shape, builder);
      if (parser.nextToken() != null) {
        throw Refusal.serialization("");
      }
    } catch (JsonProcessingException e) {
      throw Refusal.serialization("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readMembers(JsonParser in, Shape shape, SdkPojo builder) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      JsonToken token = in.nextToken();
      Member member = shape.inBody(name);
      if (member == null) {
        in.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        member.set(builder, read(in, token, member));
      }
    }
  }

  private Object read(JsonParser in, JsonToken token, Member member) throws IOException {
    return switch (member.kind) {
      case STRING -> {
        expect(token == JsonToken.VALUE_STRING, token, member);
        yield in.getText();
      }
      case BOOLEAN -> {
        expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, token, member);
        yield token == JsonToken.VALUE_TRUE;
      }
      case SDK_POJO -> {
        expect(token == JsonToken.START_OBJECT, token, member);
        SdkPojo inner = member.newStructure();
        readMembers(in, member.shape(), inner);
        yield Member.build(inner);
      }
      case LIST -> {
        expect(token == JsonToken.START_ARRAY, token, member);
        yield readList(in, member.element());
      }
      case MAP -> {
        expect(token == JsonToken.START_OBJECT, token, member);
        yield readMap(in, member.element());
      }
      case SDK_BYTES -> {
        expect(token == JsonToken.VALUE_STRING, token, member);
        yield SdkBytes.fromByteArrayUnsafe(Base64Text.decode(in.getText()));
      }
      case INSTANT -> readInstant(in, token, member);
      case DOCUMENT -> readDocument(in, token);
      case FLOAT, DOUBLE -> readFloating(in, token, member);
      case INTEGER, LONG, SHORT, BYTE, BIG_DECIMAL -> readNumber(in, token, member);
      case NULL -> throw new IllegalStateException("no JSON is known for " + member.modelName);
    };
  }

  private void expect(boolean right, JsonToken found, Member wanted) {
    if (!right) {
      throw words.mismatch(found, wanted);
    }
  }

  /** A fraction is cut off an integer, not refused: measured against Athena. */
  private Object readNumber(JsonParser in, JsonToken token, Member member) throws IOException {
    expect(token.isNumeric(), token, member);
    return switch (member.kind) {
      case INTEGER -> (Object) in.getIntValue();
      case LONG -> in.getLongValue();
      case SHORT -> in.getShortValue();
      case BYTE -> in.getByteValue();
      default -> in.getDecimalValue();
    };
  }

  private Object readFloating(JsonParser in, JsonToken token, Member member) throws IOException {
    boolean word = token == JsonToken.VALUE_STRING && isNumberWord(in.getText());
    expect(word || token.isNumeric(), token, member);
    double value = word ? Double.parseDouble(in.getText()) : in.getDoubleValue();
    if (member.kind == MarshallingKnownType.FLOAT) {
      return (float) value;
    }
    return value;
  }

  private static boolean isNumberWord(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  private Instant readInstant(JsonParser in, JsonToken token, Member member) throws IOException {
    TimestampFormatTrait.Format format =
        member.format == null ? TimestampFormatTrait.Format.UNIX_TIMESTAMP : member.format;
    boolean number =
        format == TimestampFormatTrait.Format.UNIX_TIMESTAMP
            || format == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS;
    expect(number ? token.isNumeric() : token == JsonToken.VALUE_STRING, token, member);
    Instant instant = Timestamps.parse(in.getText(), format);
    if (instant == null) {
      throw words.mismatch(token, member);
    }
    return instant;
  }

  private List<Object> readList(JsonParser in, Member element) throws IOException {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      Object item = token == JsonToken.VALUE_NULL ? ofNull(element) : read(in, token, element);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  private Map<String, Object> readMap(JsonParser in, Member element) throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
      JsonToken token = in.nextToken();
      Object value = token == JsonToken.VALUE_NULL ? ofNull(element) : read(in, token, element);
      if (value != null) {
        entries.put(key, value);
      }
    }
    return entries;
  }

  /**
   * What a null among items stands for: nothing, as measured against Athena; but in DynamoDB an
   * attribute value that is empty, which DynamoDB then refuses by its own rule.
   */
  private @Nullable Object ofNull(Member element) {
    return words == JsonWords.DYNAMODB && element.kind == MarshallingKnownType.SDK_POJO
        ? Member.build(element.newStructure())
        : null;
  }

  private static Document readDocument(JsonParser in, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Document> members = new LinkedHashMap<>();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
          members.put(key, readDocument(in, in.nextToken()));
        }
        yield Document.fromMap(members);
      }
      case START_ARRAY -> {
        List<Document> items = new ArrayList<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
          items.add(readDocument(in, next));
        }
        yield Document.fromList(items);
      }
      case VALUE_STRING -> Document.fromString(in.getText());
      case VALUE_TRUE, VALUE_FALSE -> Document.fromBoolean(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> Document.fromNull();
      default -> Document.fromNumber(SdkNumber.fromString(in.getText()));
    };
  }

  /** The members of {@code pojo}'s body as a JSON object. */
  byte[] write(SdkPojo pojo, Shape shape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      writeMembers(out, pojo, shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeMembers(JsonGenerator out, SdkPojo pojo, Shape shape)
      throws IOException {
    out.writeStartObject();
    for (Member member : shape.body) {
      Object value = member.get(pojo);
      if (value != null) {
        out.writeFieldName(member.jsonName);
        write(out, value, member);
      }
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, @Nullable Object value, Member member)
      throws IOException {
    if (value == null) {
      out.writeNull();
      return;
    }
    switch (member.kind) {
      case STRING -> out.writeString((String) value);
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case SDK_POJO -> writeMembers(out, (SdkPojo) value, member.shape());
      case INTEGER, SHORT, BYTE -> out.writeNumber(((Number) value).intValue());
      case LONG -> out.writeNumber((Long) value);
      case DOUBLE -> out.writeNumber((Double) value);
      case FLOAT -> out.writeNumber((Float) value);
      case BIG_DECIMAL -> out.writeNumber((BigDecimal) value);
      case SDK_BYTES -> out.writeBinary(((SdkBytes) value).asByteArrayUnsafe());
      case INSTANT -> writeInstant(out, (Instant) value, member);
      case DOCUMENT -> writeDocument(out, (Document) value);
      case LIST -> {
        out.writeStartArray();
        for (Object item : Member.asList(value)) {
          write(out, item, member.element());
        }
        out.writeEndArray();
      }
      case MAP -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : Member.asMap(value).entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          write(out, entry.getValue(), member.element());
        }
        out.writeEndObject();
      }
      case NULL -> out.writeNull();
    }
  }

  private static void writeInstant(JsonGenerator out, Instant instant, Member member)
      throws IOException {
    TimestampFormatTrait.Format format =
        member.format == null ? TimestampFormatTrait.Format.UNIX_TIMESTAMP : member.format;
    switch (format) {
      case UNIX_TIMESTAMP, UNIX_TIMESTAMP_MILLIS ->
          out.writeNumber(Timestamps.write(instant, format));
      case ISO_8601, RFC_822 -> out.writeString(Timestamps.write(instant, format));
    }
  }

  private static void writeDocument(JsonGenerator out, Document document) throws IOException {
    if (document.isMap()) {
      out.writeStartObject();
      for (Map.Entry<String, Document> member : document.asMap().entrySet()) {
        out.writeFieldName(member.getKey());
        writeDocument(out, member.getValue());
      }
      out.writeEndObject();
    } else if (document.isList()) {
      out.writeStartArray();
      for (Document item : document.asList()) {
        writeDocument(out, item);
      }
      out.writeEndArray();
    } else if (document.isString()) {
      out.writeString(document.asString());
    } else if (document.isBoolean()) {
      out.writeBoolean(document.asBoolean());
    } else if (document.isNumber()) {
      out.writeNumber(document.asNumber().stringValue());
    } else {
      out.writeNull();
    }
  }
}
