package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Structures of the SDK's models as XML, for Query responses and for REST-XML both ways. */
final class XmlBody {
  private final boolean alwaysMillis;

  /**
   * A mapping to XML.
   *
   * @param alwaysMillis whether dates have milliseconds even when there are none, as in S3
   */
  XmlBody(boolean alwaysMillis) {
    this.alwaysMillis = alwaysMillis;
  }

  /** Writes the members of {@code pojo}'s body, one element each, in the model's order. */
  void writeMembers(XmlText out, SdkPojo pojo, Shape shape) {
    for (Member member : shape.body) {
      Object value = member.attribute ? null : member.get(pojo);
      if (value != null) {
        writeMember(out, member, value);
      }
    }
  }

  private void writeMember(XmlText out, Member member, Object value) {
    switch (member.kind) {
      case LIST -> writeList(out, member, Member.asList(value));
      case MAP -> writeMap(out, member, Member.asMap(value));
      default -> writeElement(out, member.name, member, value);
    }
  }

  private void writeList(XmlText out, Member member, List<?> items) {
    if (!member.flattened) {
      out.start(member.name);
    }
    for (Object item : items) {
      if (item != null) {
        writeElement(
            out, member.flattened ? member.name : member.elementName, member.element(), item);
      }
    }
    if (!member.flattened) {
      out.end();
    }
  }

  private void writeMap(XmlText out, Member member, Map<?, ?> entries) {
    if (!member.flattened) {
      out.start(member.name);
    }
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      out.start(member.flattened ? member.name : "entry");
      out.element(member.keyName, String.valueOf(entry.getKey()));
      if (entry.getValue() != null) {
        writeElement(out, member.valueName, member.element(), entry.getValue());
      }
      out.end();
    }
    if (!member.flattened) {
      out.end();
    }
  }

  /** Writes one value as an element of the given name. */
  void writeElement(XmlText out, String name, Member member, Object value) {
    out.start(name);
    switch (member.kind) {
      case SDK_POJO -> {
        member.attributes.forEach(
            (attribute, access) -> {
              String text = access.attributeGetter().apply(value);
              if (text != null) {
                out.attribute(attribute, text);
              }
            });
        writeMembers(out, (SdkPojo) value, member.shape());
      }
      case LIST -> {
        for (Object item : Member.asList(value)) {
          writeElement(out, member.elementName, member.element(), item);
        }
      }
      case MAP, DOCUMENT, NULL ->
          throw new IllegalStateException("no XML is known for " + member.kind + " in a list");
      default -> out.text(scalar(member, value));
    }
    out.end();
  }

  /** The text of a value that is neither structure nor collection. */
  String scalar(Member member, Object value) {
    if (value instanceof Instant instant) {
      TimestampFormatTrait.Format format =
          member.format == null ? TimestampFormatTrait.Format.ISO_8601 : member.format;
      return alwaysMillis && format == TimestampFormatTrait.Format.ISO_8601
          ? Timestamps.writeMillis(instant)
          : Timestamps.write(instant, format);
    }
    if (value instanceof SdkBytes bytes) {
      return java.util.Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /** Writes a member of an error that its thrower gave as JSON. */
  static void writeJson(XmlText out, String name, Json value) {
    out.start(name);
    value.text().ifPresent(out::text);
    value.members().forEach((inner, each) -> writeJson(out, inner, each));
    value.items().forEach(each -> writeJson(out, "member", each));
    out.end();
  }

  /**
   * Fills {@code builder} with what an element holds. Elements that the model does not know are
   * skipped.
   *
   * @throws AwsException MalformedXML if a value is not of its type
   */
  void readMembers(XmlNode from, Shape shape, SdkPojo builder) {
    Map<Member, List<XmlNode>> found = new LinkedHashMap<>();
    for (XmlNode child : from.children()) {
      Member member = shape.inBody(child.name());
      if (member != null) {
        found.computeIfAbsent(member, m -> new ArrayList<>(1)).add(child);
      }
    }
    found.forEach((member, nodes) -> member.set(builder, readMember(member, nodes)));
    for (Member member : shape.members) {
      String text = member.attribute ? from.attributes().get(member.name) : null;
      if (text != null) {
        member.set(builder, text);
      }
    }
  }

  private Object readMember(Member member, List<XmlNode> nodes) {
    XmlNode last = nodes.get(nodes.size() - 1);
    return switch (member.kind) {
      case LIST -> readList(member, member.flattened ? nodes : last.children());
      case MAP -> readMap(member, member.flattened ? nodes : last.children());
      default -> readElement(member, last);
    };
  }

  private List<Object> readList(Member member, List<XmlNode> nodes) {
    List<Object> items = new ArrayList<>(nodes.size());
    for (XmlNode node : nodes) {
      if (member.flattened || node.name().equals(member.elementName)) {
        items.add(readElement(member.element(), node));
      }
    }
    return items;
  }

  private Map<String, Object> readMap(Member member, List<XmlNode> nodes) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (XmlNode entry : nodes) {
      String key = null;
      Object value = null;
      for (XmlNode part : entry.children()) {
        if (part.name().equals(member.keyName)) {
          key = part.text();
        } else if (part.name().equals(member.valueName)) {
          value = readElement(member.element(), part);
        }
      }
      if (key == null || value == null) {
        throw Refusal.malformedXml();
      }
      entries.put(key, value);
    }
    return entries;
  }

  private Object readElement(Member member, XmlNode node) {
    return switch (member.kind) {
      case SDK_POJO -> {
        SdkPojo inner = member.newStructure();
        readMembers(node, member.shape(), inner);
        yield Member.build(inner);
      }
      case LIST -> readList(member, node.children());
      default -> {
        Object value = Scalars.parse(member, node.text(), TimestampFormatTrait.Format.ISO_8601);
        if (value == null) {
          throw Refusal.malformedXml();
        }
        yield value;
      }
    };
  }
}
