package dev.diorama.core.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Locale;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/**
 * How a JSON service words that a member has the wrong type.
 *
 * <p>Two dialects are known, both observed: that of most JSON services, as measured against Athena
 * in 2026 by others, and DynamoDB's own, as its clones' tests against the real service record it.
 */
enum JsonWords {
  /** Cognito, SQS, DAX and all others. */
  USUAL {
    @Override
    AwsException mismatch(JsonToken found, Member wanted) {
      String message;
      if (found == JsonToken.START_ARRAY) {
        message = LIST_FOUND;
      } else if (found == JsonToken.START_OBJECT) {
        message = STRUCTURE_FOUND + ".";
      } else {
        message =
            switch (wanted.kind) {
              case LIST -> "Expected list or null";
              case MAP, SDK_POJO, DOCUMENT -> "Expected null";
              case INSTANT ->
                  value(found, false) + " can not be converted to milliseconds since epoch";
              default -> value(found, false) + " can not be converted to " + article(wanted.kind);
            };
      }
      return Refusal.serialization(message);
    }
  },

  /** DynamoDB. */
  DYNAMODB {
    @Override
    AwsException mismatch(JsonToken found, Member wanted) {
      return Refusal.serialization(
          switch (found) {
            case START_ARRAY -> ofArray(wanted);
            case START_OBJECT -> STRUCTURE_FOUND;
            default -> ofScalar(found, wanted);
          });
    }

    private String ofArray(Member wanted) {
      return switch (wanted.kind) {
        case SDK_POJO -> "Unrecognized collection type class " + MODEL + wanted.shape().typeName;
        case MAP ->
            "Unrecognized collection type java.util.Map<java.lang.String, "
                + MODEL
                + (wanted.element().kind == MarshallingKnownType.SDK_POJO
                    ? wanted.element().shape().typeName
                    : plain(wanted.element().kind))
                + '>';
        default -> "Unrecognized collection type class java.lang." + plain(wanted.kind);
      };
    }

    private String ofScalar(JsonToken found, Member wanted) {
      return switch (wanted.kind) {
        case LIST, MAP, DOCUMENT -> "Unexpected field type";
        case SDK_POJO ->
            wanted.shape().typeName.equals("AttributeValue")
                ? "Unexpected value type in payload"
                : "Unexpected field type";
        case BOOLEAN ->
            found == JsonToken.VALUE_STRING
                ? "Unexpected token received from parser"
                : value(found, true) + " cannot be converted to Boolean";
        default -> value(found, true) + " cannot be converted to " + plain(wanted.kind);
      };
    }
  };

  private static final String LIST_FOUND = "Start of list found where not expected";
  private static final String STRUCTURE_FOUND =
      "Start of structure or map found where not expected";
  private static final String MODEL = "com.amazonaws.dynamodb.v20120810.";

  /** The refusal of a value whose JSON starts with {@code found}. */
  abstract AwsException mismatch(JsonToken found, Member wanted);

  /** The refusal of a body that is JSON but no object. */
  AwsException notAnObject(JsonToken found) {
    return Refusal.serialization(found == JsonToken.START_ARRAY ? LIST_FOUND : "");
  }

  private static String value(JsonToken found, boolean decimals) {
    return switch (found) {
      case VALUE_STRING -> "STRING_VALUE";
      case VALUE_NUMBER_INT -> "NUMBER_VALUE";
      case VALUE_NUMBER_FLOAT -> decimals ? "DECIMAL_VALUE" : "NUMBER_VALUE";
      case VALUE_TRUE -> "TRUE_VALUE";
      case VALUE_FALSE -> "FALSE_VALUE";
      default -> found.name();
    };
  }

  private static String plain(MarshallingKnownType kind) {
    return switch (kind) {
      case SDK_BYTES -> "ByteBuffer";
      case INSTANT -> "Date";
      case BIG_DECIMAL -> "BigDecimal";
      default -> {
        String name = kind.name();
        yield name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
      }
    };
  }

  static String article(MarshallingKnownType kind) {
    String name = plain(kind);
    return ("AEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }
}
