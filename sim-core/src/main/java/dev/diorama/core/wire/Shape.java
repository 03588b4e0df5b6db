package dev.diorama.core.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/** The table of one model class's members, in the model's order. */
final class Shape {
  final List<Member> members;

  /** The members that stand in the body. */
  final List<Member> body;

  /** The one member that is the whole body, where the model says so. */
  final @Nullable Member explicitPayload;

  /** What the class is called in the service's model. */
  final String typeName;

  private final Map<String, Member> bodyByName = new HashMap<>();
  private @Nullable Boolean requiresSomewhere;

  Shape(Class<?> type, List<SdkField<?>> fields, Shapes shapes) {
    Class<?> outer = type.getEnclosingClass();
    Class<?> model = outer == null ? type : outer;
    List<String> required = shapes.requiredOf(model);
    List<Member> all = new ArrayList<>(fields.size());
    List<Member> inBody = new ArrayList<>(fields.size());
    Member whole = null;
    for (SdkField<?> field : fields) {
      Member member = new Member(field, shapes, required.contains(field.memberName()));
      all.add(member);
      if (member.location == MarshallLocation.PAYLOAD) {
        inBody.add(member);
        bodyByName.put(member.name, member);
        whole = member.payload ? member : whole;
      }
    }
    this.members = List.copyOf(all);
    this.body = List.copyOf(inBody);
    this.explicitPayload = whole;
    this.typeName = model.getSimpleName();
  }

  /** The member of the body that is called so on the wire. */
  @Nullable Member inBody(String name) {
    return bodyByName.get(name);
  }

  /** True when this class or one it is made of has members that must be there. */
  boolean requiresSomewhere() {
    Boolean known = requiresSomewhere;
    if (known == null) {
      known = requires(new HashSet<>());
      requiresSomewhere = known;
    }
    return known;
  }

  private boolean requires(Set<Shape> seen) {
    if (!seen.add(this)) {
      return false;
    }
    for (Member member : members) {
      Member inner = member;
      while (inner.element != null) {
        inner = inner.element;
      }
      if (member.required
          || (inner.kind == MarshallingKnownType.SDK_POJO && inner.shape().requires(seen))) {
        return true;
      }
    }
    return false;
  }
}
