package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/**
 * The one check that AWS makes for every service alike: members that must be there.
 *
 * <p>Lengths, patterns and ranges are not in the SDK's classes: they are each service's own rules.
 */
final class Constraints {
  private Constraints() {}

  /**
   * Where members are missing that must be there, in AWS's notation: {@code tableName}, {@code
   * tags.1.member.key}, {@code requestItems.Todos.member.keys}.
   */
  static List<String> missing(SdkPojo pojo, Shape shape) {
    List<String> found = new ArrayList<>(0);
    if (shape.requiresSomewhere()) {
      collect(pojo, shape, "", found);
    }
    return found;
  }

  /** The same, of the members outside the body only, by their names on the wire. */
  static List<Member> missingOutsideBody(SdkPojo pojo, Shape shape) {
    List<Member> found = new ArrayList<>(0);
    for (Member member : shape.members) {
      if (member.required
          && member.location != MarshallLocation.PAYLOAD
          && member.get(pojo) == null) {
        found.add(member);
      }
    }
    return found;
  }

  private static void collect(SdkPojo pojo, Shape shape, String prefix, List<String> found) {
    for (Member member : shape.members) {
      Object value = member.get(pojo);
      if (value == null && member.required) {
        found.add(prefix + lowerFirst(member.modelName));
      } else if (value != null) {
        descend(value, member, prefix, found);
      }
    }
  }

  private static void descend(Object value, Member member, String prefix, List<String> found) {
    Member inner = member;
    while (inner.element != null) {
      inner = inner.element;
    }
    if (inner.kind == MarshallingKnownType.SDK_POJO && inner.shape().requiresSomewhere()) {
      inside(value, member, prefix + lowerFirst(member.modelName), found);
    }
  }

  private static void inside(Object value, Member member, String path, List<String> found) {
    if (member.kind == MarshallingKnownType.SDK_POJO) {
      collect((SdkPojo) value, member.shape(), path + ".", found);
    } else if (member.kind == MarshallingKnownType.LIST) {
      int number = 0;
      for (Object item : Member.asList(value)) {
        number++;
        if (item != null) {
          inside(item, member.element(), path + "." + number + ".member", found);
        }
      }
    } else if (member.kind == MarshallingKnownType.MAP) {
      for (Map.Entry<?, ?> entry : Member.asMap(value).entrySet()) {
        if (entry.getValue() != null) {
          inside(
              entry.getValue(), member.element(), path + "." + entry.getKey() + ".member", found);
        }
      }
    }
  }

  /** AWS's sentence about them; observed in DynamoDB, STS, IAM, Athena and Lambda alike. */
  static String message(List<String> paths) {
    StringBuilder text = new StringBuilder();
    text.append(paths.size()).append(" validation error").append(paths.size() == 1 ? "" : "s");
    text.append(" detected: ");
    for (int i = 0; i < paths.size(); i++) {
      text.append(i == 0 ? "" : "; ").append("Value null at '").append(paths.get(i));
      text.append("' failed to satisfy constraint: Member must not be null");
    }
    return text.toString();
  }

  private static String lowerFirst(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
