package dev.diorama.cloudformation.resource;

import dev.diorama.core.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * Every resource type that Diorama deploys, by name.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class ResourceTypes {
  private final Map<String, ResourceType> types = new LinkedHashMap<>();

  private ResourceTypes() {}

  /** All of them. */
  public static ResourceTypes all() {
    ResourceTypes all = new ResourceTypes();
    ApiGatewayTypes.addTo(all);
    AutoScalingTypes.addTo(all);
    CloudFrontTypes.addTo(all);
    CloudWatchTypes.addTo(all);
    CognitoTypes.addTo(all);
    DaxTypes.addTo(all);
    DynamoDbTypes.addTo(all);
    IamTypes.addTo(all);
    LambdaTypes.addTo(all);
    S3Types.addTo(all);
    SesTypes.addTo(all);
    SnsTypes.addTo(all);
    SqsTypes.addTo(all);
    return all;
  }

  /** The type of that name. */
  public Optional<ResourceType> find(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /** The names of all types, in the order of services. */
  public Set<String> names() {
    return Collections.unmodifiableSet(types.keySet());
  }

  void add(String name, ResourceType type) {
    types.put(name, type);
  }

  /** Adds a type that is made by one function and removed by another. */
  void add(
      String name,
      BiFunction<ResourceCall, Properties, ResourceType.Made> create,
      Remover remover) {
    add(
        name,
        new ResourceType() {
          @Override
          public Made create(ResourceCall call, Json.Obj properties) {
            return create.apply(call, call.properties(properties));
          }

          @Override
          public void delete(ResourceCall call, Made made, Json.Obj properties) {
            remover.delete(call, made, call.properties(properties));
          }
        });
  }

  /** Adds a type that is made by one function, ready when another says so, removed by a third. */
  void add(
      String name,
      BiFunction<ResourceCall, Properties, ResourceType.Made> create,
      BiPredicate<ResourceCall, ResourceType.Made> ready,
      Remover remover) {
    add(
        name,
        new ResourceType.Slow() {
          @Override
          public Made create(ResourceCall call, Json.Obj properties) {
            return create.apply(call, call.properties(properties));
          }

          @Override
          public boolean isReady(ResourceCall call, Made made) {
            return ready.test(call, made);
          }

          @Override
          public boolean mayDelete(ResourceCall call, Made made) {
            return true;
          }

          @Override
          public void delete(ResourceCall call, Made made, Json.Obj properties) {
            remover.delete(call, made, call.properties(properties));
          }
        });
  }

  /** How a resource is removed. */
  @FunctionalInterface
  interface Remover {
    void delete(ResourceCall call, ResourceType.Made made, Properties properties);

    /** By its physical id alone. */
    static Remover byId(BiConsumer<ResourceCall, String> delete) {
      return (call, made, properties) -> delete.accept(call, made.physicalId());
    }
  }

  /** Text of a document that a template writes as an object and an API takes as text. */
  static Function<Json, String> document() {
    return value -> value instanceof Json.Str text ? text.value() : value.write();
  }
}
