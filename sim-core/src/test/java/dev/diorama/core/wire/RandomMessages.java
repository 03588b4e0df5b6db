package dev.diorama.core.wire;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** Fills the SDK's model classes with seeded nonsense of the right types. */
final class RandomMessages {
  /** No message nests its structures deeper than this. */
  private static final int DEEPEST = 5;

  private static final String TEXT = "abcXYZ019 _-.:/+=,@%&<>\"'{}[]()#?!*~$^|;\\üñ漢";

  private final SimRandom chance;
  private boolean inHeader;
  private final Shapes shapes;

  /**
   * A source of messages.
   *
   * @param service the SDK's name of the service whose required members are to be there
   */
  RandomMessages(long seed, String service, String operation) {
    this.chance = new Seeds(seed).stream("random-messages/" + operation);
    this.shapes = new Shapes(RequiredMembers.of(service));
  }

  /** A message of the class that {@code builder} builds. */
  Object fill(SdkPojo builder) {
    return fill(builder, 0);
  }

  private Object fill(SdkPojo builder, int depth) {
    boolean some = false;
    for (Member member : shapes.of(builder).members) {
      boolean needed = member.required || member.attribute || isLabel(member) || isMadeUp(member);
      boolean wanted = needed || (depth < DEEPEST && chance.chance(2, 3));
      if (wanted && member.location != MarshallLocation.STATUS_CODE) {
        member.set(builder, value(member, depth));
        some = true;
      }
    }
    if (!some) {
      // An empty structure is told from an absent one by none of the XML protocols.
      for (Member member : shapes.of(builder).members) {
        switch (member.kind) {
          case STRING, INTEGER, LONG, BOOLEAN -> {
            member.set(builder, value(member, depth));
            return Member.build(builder);
          }
          default -> {
            // Would nest further.
          }
        }
      }
    }
    return Member.build(builder);
  }

  /** The SDK makes up idempotency tokens and checksum algorithms that are not given. */
  private static boolean isMadeUp(Member member) {
    return member.modelName.endsWith("Token") || member.modelName.equals("ChecksumAlgorithm");
  }

  private static boolean isLabel(Member member) {
    return member.location == MarshallLocation.PATH
        || member.location == MarshallLocation.GREEDY_PATH;
  }

  private Object value(Member member, int depth) {
    return switch (member.kind) {
      case STRING -> isLabel(member) ? chance.text(SimRandom.ALNUM, 8) : text(member);
      case INTEGER -> chance.nextInt();
      case LONG -> chance.nextLong();
      case SHORT -> (short) chance.nextInt();
      case BYTE -> (byte) chance.nextInt();
      case FLOAT -> chance.nextFloat();
      case DOUBLE -> chance.nextDouble() * 1e6;
      case BIG_DECIMAL -> new BigDecimal(chance.nextLong()).movePointLeft(7);
      case BOOLEAN -> chance.nextBoolean();
      case INSTANT -> instant(member);
      case SDK_BYTES -> SdkBytes.fromByteArray(chance.bytes(1 + chance.nextInt(40)));
      case SDK_POJO -> fill(member.newStructure(), depth + 1);
      case LIST -> {
        inHeader = member.location == MarshallLocation.HEADER;
        List<Object> items = list(member.element(), depth);
        inHeader = false;
        yield items;
      }
      case MAP -> map(member.element(), depth);
      case DOCUMENT -> Document.fromString(text(member));
      case NULL -> throw new IllegalStateException("no such member");
    };
  }

  private Instant instant(Member member) {
    boolean wholeSeconds = member.location == MarshallLocation.HEADER;
    long seconds = chance.nextInt(Integer.MAX_VALUE);
    return Instant.ofEpochMilli(seconds * 1000 + (wholeSeconds ? 0 : chance.nextInt(1000)));
  }

  private String text(Member member) {
    if (member.modelName.equals("ChecksumAlgorithm")) {
      return "CRC32"; // Else the SDK puts its own in place of what it does not know.
    }
    return member.location == MarshallLocation.HEADER || inHeader
        ? chance.text(SimRandom.ALNUM, 1 + chance.nextInt(12))
        : "t" + chance.text(TEXT, chance.nextInt(20)) + "t";
  }

  private List<Object> list(Member element, int depth) {
    List<Object> items = new ArrayList<>();
    for (int i = 1 + chance.nextInt(3); i > 0; i--) {
      items.add(value(element, depth + 1));
    }
    return items;
  }

  private Map<String, Object> map(Member element, int depth) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 1 + chance.nextInt(3); i > 0; i--) {
      entries.put(chance.text(SimRandom.LOWER_ALNUM, 6), value(element, depth + 1));
    }
    return entries;
  }
}
