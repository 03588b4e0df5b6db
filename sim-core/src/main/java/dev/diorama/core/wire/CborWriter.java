package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** Writes structures of the SDK's models as CBOR (RFC 8949), all lengths given beforehand. */
final class CborWriter {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int EPOCH_TIME = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  byte[] bytes() {
    return out.toByteArray();
  }

  private void head(int major, long argument) {
    int type = major << 5;
    if (argument < 24) {
      out.write(type | (int) argument);
    } else if (argument <= 0xFF) {
      out.write(type | 24);
      out.write((int) argument);
    } else if (argument <= 0xFFFF) {
      out.write(type | 25);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) argument).array());
    } else if (argument <= 0xFFFF_FFFFL) {
      out.write(type | 26);
      out.writeBytes(ByteBuffer.allocate(4).putInt((int) argument).array());
    } else {
      out.write(type | 27);
      out.writeBytes(ByteBuffer.allocate(8).putLong(argument).array());
    }
  }

  /** Begins a map of so many entries. */
  void map(int entries) {
    head(MAP, entries);
  }

  CborWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  private void integer(long value) {
    if (value >= 0) {
      head(UNSIGNED, value);
    } else {
      head(NEGATIVE, -1 - value);
    }
  }

  private void floating(double value) {
    out.write(0xFB);
    out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
  }

  private void flag(boolean value) {
    out.write(value ? 0xF5 : 0xF4);
  }

  private void nothing() {
    out.write(0xF6);
  }

  private void blob(byte[] bytes) {
    head(BYTES, bytes.length);
    out.writeBytes(bytes);
  }

  /** Seconds since the epoch; whole ones as an integer. */
  private void time(Instant instant) {
    head(TAG, EPOCH_TIME);
    long millis = instant.toEpochMilli();
    if (millis % 1000 == 0) {
      integer(millis / 1000);
    } else {
      floating(millis / 1000.0);
    }
  }

  /** The members of {@code pojo}'s body as a map. */
  void members(SdkPojo pojo, Shape shape) {
    List<Member> there = new ArrayList<>(shape.body.size());
    for (Member member : shape.body) {
      if (member.get(pojo) != null) {
        there.add(member);
      }
    }
    map(there.size());
    for (Member member : there) {
      text(member.name);
      write(member.get(pojo), member);
    }
  }

  private void write(@Nullable Object value, Member member) {
    if (value == null) {
      nothing();
      return;
    }
    switch (member.kind) {
      case STRING -> text((String) value);
      case BOOLEAN -> flag((Boolean) value);
      case SDK_POJO -> members((SdkPojo) value, member.shape());
      case INTEGER, SHORT, BYTE, LONG -> integer(((Number) value).longValue());
      case DOUBLE, FLOAT -> floating(((Number) value).doubleValue());
      case BIG_DECIMAL -> floating(((BigDecimal) value).doubleValue());
      case SDK_BYTES -> blob(((SdkBytes) value).asByteArrayUnsafe());
      case INSTANT -> time((Instant) value);
      case LIST -> {
        List<?> items = Member.asList(value);
        head(ARRAY, items.size());
        items.forEach(item -> write(item, member.element()));
      }
      case MAP -> {
        Map<?, ?> entries = Member.asMap(value);
        map(entries.size());
        entries.forEach(
            (key, each) -> {
              text(String.valueOf(key));
              write(each, member.element());
            });
      }
      case DOCUMENT, NULL ->
          throw new IllegalStateException("no CBOR is known for " + member.modelName);
    }
  }

  /** A further member of an error. */
  void json(Json json) {
    if (json instanceof Json.Obj object) {
      map(object.members().size());
      object
          .members()
          .forEach(
              (name, value) -> {
                text(name);
                json(value);
              });
    } else if (json instanceof Json.Arr array) {
      head(ARRAY, array.items().size());
      array.items().forEach(this::json);
    } else if (json instanceof Json.Str string) {
      text(string.value());
    } else if (json instanceof Json.Num number) {
      floating(number.value().doubleValue());
    } else if (json instanceof Json.Bool bool) {
      flag(bool.value());
    } else {
      nothing();
    }
  }
}
