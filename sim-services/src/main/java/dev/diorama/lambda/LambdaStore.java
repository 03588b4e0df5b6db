package dev.diorama.lambda;

import dev.diorama.lambda.LambdaModel.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every function, by account, Region and name. */
final class LambdaStore {
  private final Map<String, Map<String, Function>> places = new TreeMap<>();
  private final Map<String, FunctionLog> logs = new TreeMap<>();
  private final int logLines;

  LambdaStore(int logLines) {
    this.logLines = logLines;
  }

  private static String place(String account, String region) {
    return account + "/" + region;
  }

  Optional<Function> find(FunctionRef ref) {
    return Optional.ofNullable(in(ref.account(), ref.region()).get(ref.name()));
  }

  /**
   * The function.
   *
   * @throws dev.diorama.core.wire.AwsException ResourceNotFoundException if there is none, or the
   *     qualifier names a version or alias, of which there are none
   */
  Function get(FunctionRef ref) {
    return find(ref)
        .filter(function -> ref.latest())
        .orElseThrow(
            () -> LambdaError.RESOURCE_NOT_FOUND.with("Function not found: " + ref.qualifiedArn()));
  }

  void put(Function function) {
    places
        .computeIfAbsent(place(function.ref.account(), function.ref.region()), p -> new TreeMap<>())
        .put(function.ref.name(), function);
  }

  void remove(Function function) {
    in(function.ref.account(), function.ref.region()).remove(function.ref.name());
  }

  /** The functions of one account and Region, in order of their names. */
  List<Function> list(String account, String region) {
    return new ArrayList<>(in(account, region).values());
  }

  private Map<String, Function> in(String account, String region) {
    return places.getOrDefault(place(account, region), Map.of());
  }

  /** The log group of that name; log groups outlive their functions. */
  FunctionLog log(String account, String region, String group) {
    return logs.computeIfAbsent(place(account, region) + group, key -> new FunctionLog(logLines));
  }
}
