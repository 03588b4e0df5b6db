package dev.diorama.core.wire;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * Every operation of one SDK client interface, read when it is first asked for.
 *
 * <p>An operation is a method of the interface that takes an {@code XxxRequest}; what it is on the
 * wire stands in a private constant of the SDK's generated {@code XxxRequestMarshaller}. That
 * constant is no API of the SDK: the pinned version has it, and a test names what would be missing.
 */
final class Catalogue {
  private static final String SUFFIX = "Request";

  /** The streams of DynamoDB have a client in a sub-package, but their models beside the rest. */
  private static final Pattern SERVICE = Pattern.compile("^.*\\.services\\.([a-z0-9]+)");

  private final Class<?> client;
  private final String service;
  private final String modelPackage;
  private final Map<String, OperationModel> loaded = new LinkedHashMap<>();
  private @Nullable Set<String> names;
  private @Nullable Map<String, OperationModel> byWireName;

  Catalogue(Class<?> client) {
    this.client = client;
    Matcher name = SERVICE.matcher(client.getPackageName());
    if (!name.find()) {
      throw new IllegalArgumentException(client.getName() + " is no client of the AWS SDK");
    }
    this.service = name.group(1);
    this.modelPackage = name.group() + ".model";
  }

  /** The SDK's name of the service, such as {@code cognitoidentityprovider}. */
  String service() {
    return service;
  }

  /** True for a class of the service's model. */
  boolean hasModelClass(Class<?> type) {
    return type.getPackageName().equals(modelPackage);
  }

  /** True when the service's model has a class of that name, such as an exception. */
  boolean hasModelClass(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isLetterOrDigit(name.charAt(i))) {
        return false;
      }
    }
    try {
      Class.forName(modelPackage + '.' + name, false, client.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The operation of that name, as the SDK spells it. */
  synchronized Optional<OperationModel> byName(String name) {
    OperationModel known = loaded.get(name);
    if (known == null) {
      if (!names().contains(name)) {
        return Optional.empty();
      }
      known = load(name);
      loaded.put(name, known);
    }
    return Optional.of(known);
  }

  /** The operation of that name, as the wire spells it. */
  synchronized Optional<OperationModel> byWireName(String name) {
    Optional<OperationModel> usual = byName(name);
    if (usual.isPresent()) {
      return usual.filter(operation -> operation.wireName().equals(name));
    }
    Map<String, OperationModel> all = byWireName;
    if (all == null) {
      all = new LinkedHashMap<>();
      for (OperationModel operation : all()) {
        all.put(operation.wireName(), operation);
      }
      byWireName = all;
    }
    return Optional.ofNullable(all.get(name));
  }

  /** Any one operation; empty only for an interface that has none. */
  synchronized Optional<OperationModel> any() {
    return names().stream().findFirst().flatMap(this::byName);
  }

  /** Every operation, in name order. */
  synchronized Collection<OperationModel> all() {
    Map<String, OperationModel> ordered = new LinkedHashMap<>();
    names().forEach(name -> byName(name).ifPresent(each -> ordered.put(name, each)));
    return ordered.values();
  }

  /** The names of all operations, in order. */
  private Set<String> names() {
    Set<String> known = names;
    if (known == null) {
      known = new TreeSet<>();
      String start = "(L" + modelPackage.replace('.', '/') + '/';
      for (String text : ClassConstants.texts(client)) {
        int end = text.startsWith(start) ? text.indexOf(';') : -1;
        String first = end < 0 ? "" : text.substring(start.length(), end);
        if (first.endsWith(SUFFIX)) {
          known.add(first.substring(0, first.length() - SUFFIX.length()));
        }
      }
      names = known;
    }
    return known;
  }

  private OperationModel load(String name) {
    String marshaller = client.getPackageName() + ".transform." + name + SUFFIX + "Marshaller";
    try {
      Field binding =
          Class.forName(marshaller, true, client.getClassLoader())
              .getDeclaredField("SDK_OPERATION_BINDING");
      binding.setAccessible(true);
      return new OperationModel(
          name,
          (OperationInfo) binding.get(null),
          modelPackage + '.' + name + SUFFIX,
          client.getClassLoader());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          marshaller + " has no SDK_OPERATION_BINDING: another version of the AWS SDK?", e);
    }
  }
}
