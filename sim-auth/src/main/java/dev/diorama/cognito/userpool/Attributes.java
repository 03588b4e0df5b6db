package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.wire.AwsException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NumberAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.StringAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** The attributes of users: the standard ones, a pool's own, and what may be written by whom. */
final class Attributes {
  /** As Cognito checks it, observed: something, an at sign, a domain with a dot. */
  private static final Pattern EMAIL =
      Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}&&[^@]]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  /** Documented in the developer guide, "Working with user attributes". */
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{1,15}");

  private static final String CUSTOM = "custom:";

  /** Own attributes of a pool, documented: COG:quotas. */
  private static final int MAX_CUSTOM = 50;

  /** Attributes added at once, and the length and form of a name: documented in the API. */
  private static final int MAX_ADDED = 25;

  private static final int MAX_NAME = 20;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private static final List<String> TEXTS =
      List.of(
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "gender",
          "zoneinfo",
          "locale",
          "phone_number",
          "address");

  private Attributes() {}

  /**
   * The attributes every pool has, documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
   */
  static Map<String, SchemaAttributeType> standard() {
    Map<String, SchemaAttributeType> schema = new LinkedHashMap<>();
    schema.put("sub", text("sub", 1, 2048).mutable(false).required(true).build());
    for (String name : TEXTS) {
      schema.put(name, text(name, 0, 2048).build());
    }
    schema.put("birthdate", text("birthdate", 10, 10).build());
    for (String name : List.of("email_verified", "phone_number_verified")) {
      schema.put(name, bare(name).attributeDataType(AttributeDataType.BOOLEAN).build());
    }
    schema.put(
        "updated_at",
        bare("updated_at")
            .attributeDataType(AttributeDataType.NUMBER)
            .numberAttributeConstraints(
                NumberAttributeConstraintsType.builder().minValue("0").build())
            .build());
    return schema;
  }

  private static SchemaAttributeType.Builder bare(String name) {
    return SchemaAttributeType.builder()
        .name(name)
        .developerOnlyAttribute(false)
        .mutable(true)
        .required(false);
  }

  private static SchemaAttributeType.Builder text(String name, int least, int most) {
    return bare(name)
        .attributeDataType(AttributeDataType.STRING)
        .stringAttributeConstraints(
            StringAttributeConstraintsType.builder()
                .minLength(Integer.toString(least))
                .maxLength(Integer.toString(most))
                .build());
  }

  /** The standard attributes as a new pool changes them, and its own after them. */
  static List<SchemaAttributeType> schema(List<SchemaAttributeType> asked) {
    Map<String, SchemaAttributeType> schema = standard();
    for (SchemaAttributeType each : asked) {
      SchemaAttributeType known = schema.get(each.name());
      if (known != null) {
        schema.put(each.name(), adjusted(known, each));
      } else {
        SchemaAttributeType own = custom(each);
        schema.put(own.name(), own);
      }
    }
    return checkedCount(schema);
  }

  /**
   * The schema with a pool's further own attributes, documented:
   * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html.
   * There is no changing nor removing of any.
   */
  static List<SchemaAttributeType> extended(
      List<SchemaAttributeType> known, List<SchemaAttributeType> asked) {
    if (asked.isEmpty() || asked.size() > MAX_ADDED) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '[...]' at 'customAttributes' failed to satisfy"
              + " constraint: Member must have length "
              + (asked.isEmpty()
                  ? "greater than or equal to 1"
                  : "less than or equal to " + MAX_ADDED));
    }
    Map<String, SchemaAttributeType> schema = new LinkedHashMap<>();
    known.forEach(each -> schema.put(each.name(), each));
    for (SchemaAttributeType each : asked) {
      SchemaAttributeType own = custom(each);
      if (schema.putIfAbsent(own.name(), own) != null) {
        throw UserPoolError.INVALID_PARAMETER.with(
            own.name() + ": Existing attribute already has name " + own.name() + ".");
      }
    }
    return checkedCount(schema);
  }

  private static List<SchemaAttributeType> checkedCount(Map<String, SchemaAttributeType> schema) {
    long own = schema.keySet().stream().filter(name -> name.startsWith(CUSTOM)).count();
    if (own > MAX_CUSTOM) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "A user pool can have at most " + MAX_CUSTOM + " custom attributes.");
    }
    return new ArrayList<>(schema.values());
  }

  private static SchemaAttributeType adjusted(SchemaAttributeType known, SchemaAttributeType to) {
    if (to.attributeDataType() != null && to.attributeDataType() != known.attributeDataType()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "You can not change AttributeDataType or set developerOnlyAttribute for standard schema"
              + " attribute "
              + known.name());
    }
    SchemaAttributeType.Builder changed = known.toBuilder();
    if (to.required() != null) {
      changed.required(to.required());
    }
    if (to.mutable() != null) {
      changed.mutable(to.mutable());
    }
    if (to.stringAttributeConstraints() != null) {
      changed.stringAttributeConstraints(to.stringAttributeConstraints());
    }
    return changed.build();
  }

  private static SchemaAttributeType custom(SchemaAttributeType asked) {
    if (Boolean.TRUE.equals(asked.developerOnlyAttribute())) {
      throw UserPoolError.notSimulated("the developer-only attribute " + asked.name());
    }
    if (Boolean.TRUE.equals(asked.required())) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Required custom attributes are not supported currently.");
    }
    String name = Settings.need(asked.name(), "name");
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + name
              + "' at 'name' failed to satisfy constraint: Member must "
              + (name.length() > MAX_NAME
                  ? "have length less than or equal to " + MAX_NAME
                  : "satisfy regular expression pattern: " + NAME));
    }
    return asked.toBuilder()
        .name(CUSTOM + name)
        .attributeDataType(
            asked.attributeDataType() == null
                ? AttributeDataType.STRING
                : asked.attributeDataType())
        .developerOnlyAttribute(false)
        .required(false)
        .mutable(asked.mutable() == null || asked.mutable())
        .build();
  }

  /** The attributes given, by name, each checked against the schema. */
  static Map<String, String> checked(Pool pool, List<AttributeType> given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (AttributeType each : given) {
      String value = each.value() == null ? "" : each.value();
      check(pool, each.name(), value);
      values.put(each.name(), value);
    }
    return values;
  }

  private static void check(Pool pool, String name, String value) {
    SchemaAttributeType schema = pool.schema.get(name);
    if (schema == null) {
      throw nonConforming(name, "Attribute does not exist in the schema.");
    }
    if (name.equals("sub")) {
      throw UserPoolError.INVALID_PARAMETER.with("Cannot modify the non-mutable attribute sub");
    }
    if (value.isEmpty()) {
      return;
    }
    if (name.equals("email") && !isEmail(value)) {
      throw UserPoolError.INVALID_PARAMETER.with("Invalid email address format.");
    }
    if (name.equals("phone_number") && !isPhone(value)) {
      throw UserPoolError.INVALID_PARAMETER.with("Invalid phone number format.");
    }
    if (name.equals("birthdate") && !DATE.matcher(value).matches()) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid user attributes: birthdate: must be of format YYYY-MM-DD");
    }
    checkType(schema, name, value);
  }

  private static void checkType(SchemaAttributeType schema, String name, String value) {
    switch (schema.attributeDataType()) {
      case STRING -> checkText(schema.stringAttributeConstraints(), name, value);
      case NUMBER -> checkNumber(schema.numberAttributeConstraints(), name, value);
      case BOOLEAN -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw nonConforming(name, "Attribute must be true or false");
        }
      }
      case DATE_TIME, UNKNOWN_TO_SDK_VERSION -> {}
    }
  }

  @SuppressWarnings("NullAway") // The SDK's members are null where nothing was sent.
  private static void checkText(StringAttributeConstraintsType limits, String name, String value) {
    if (limits == null) {
      return;
    }
    if (limits.maxLength() != null && value.length() > Integer.parseInt(limits.maxLength())) {
      throw nonConforming(
          name, "String must be no longer than " + limits.maxLength() + " characters");
    }
    if (limits.minLength() != null && value.length() < Integer.parseInt(limits.minLength())) {
      throw nonConforming(name, "String must be at least " + limits.minLength() + " characters");
    }
  }

  @SuppressWarnings("NullAway") // The SDK's members are null where nothing was sent.
  private static void checkNumber(
      NumberAttributeConstraintsType limits, String name, String value) {
    BigDecimal number;
    try {
      number = new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw nonConforming(name, "Attribute must be a number");
    }
    if (limits == null) {
      return;
    }
    if (limits.minValue() != null && number.compareTo(new BigDecimal(limits.minValue())) < 0) {
      throw nonConforming(name, "Number must be at least " + limits.minValue());
    }
    if (limits.maxValue() != null && number.compareTo(new BigDecimal(limits.maxValue())) > 0) {
      throw nonConforming(name, "Number must be no more than " + limits.maxValue());
    }
  }

  private static AwsException nonConforming(String name, String why) {
    return UserPoolError.INVALID_PARAMETER.with(
        "Attributes did not conform to the schema: " + name + ": " + why + "\n");
  }

  /** Refuses a new user who lacks a required attribute. */
  static void checkRequired(Pool pool, Map<String, String> given) {
    StringBuilder missing = new StringBuilder();
    for (SchemaAttributeType each : pool.schema.values()) {
      if (each.required()
          && !each.name().equals("sub")
          && given.getOrDefault(each.name(), "").isEmpty()) {
        missing.append(each.name()).append(": The attribute is required\n");
      }
    }
    if (missing.length() > 0) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Attributes did not conform to the schema: " + missing);
    }
  }

  /** Refuses to change what was fixed when the user was made. */
  static void checkMutable(Pool pool, User user, Map<String, String> given) {
    for (String name : given.keySet()) {
      SchemaAttributeType schema = pool.schema.get(name);
      if (schema != null && !schema.mutable() && user.attributes.containsKey(name)) {
        throw UserPoolError.INVALID_PARAMETER.with(
            "user." + name + ": Attribute cannot be updated.\n");
      }
    }
  }

  /** Refuses what the app client has no permission to write. */
  static void checkWritable(UserPoolClientType client, Iterable<String> names) {
    for (String name : names) {
      boolean asserted = name.equals("email_verified") || name.equals("phone_number_verified");
      boolean granted =
          !client.hasWriteAttributes()
              || client.writeAttributes().isEmpty()
              || client.writeAttributes().contains(name);
      if (asserted || !granted) {
        throw UserPoolError.NOT_AUTHORIZED.with(
            "A client attempted to write unauthorized attribute");
      }
    }
  }

  /** True if the app client may see that attribute. */
  static boolean readable(UserPoolClientType client, String name) {
    return name.equals("sub")
        || !client.hasReadAttributes()
        || client.readAttributes().isEmpty()
        || client.readAttributes().contains(name);
  }

  static List<AttributeType> listed(Map<String, String> values) {
    List<AttributeType> list = new ArrayList<>();
    values.forEach(
        (name, value) -> list.add(AttributeType.builder().name(name).value(value).build()));
    return list;
  }

  static boolean isEmail(String value) {
    return EMAIL.matcher(value).matches();
  }

  static boolean isPhone(String value) {
    return PHONE.matcher(value).matches();
  }
}
