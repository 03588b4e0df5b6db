package dev.diorama.lambda.source;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A function's answer to a batch when it reports the items that failed.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html. An identifier that
 * the batch does not have makes the whole batch fail: documented for SQS, assumed for streams.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class BatchReport {
  private BatchReport() {}

  /**
   * The identifiers of the items that failed, none when the batch succeeded.
   *
   * @param known the identifiers of the batch's items
   * @return empty when the answer is such that the whole batch counts as failed
   */
  public static Optional<Set<String>> failures(byte[] answer, Set<String> known) {
    Json json;
    try {
      json = answer.length == 0 ? Json.nil() : Json.parse(answer);
    } catch (JsonException e) {
      return Optional.empty();
    }
    if (json instanceof Json.Null) {
      return Optional.of(Set.of());
    }
    if (!(json instanceof Json.Obj)) {
      // Assumed: an answer without the list, such as a text, is a success as an empty one is.
      return Optional.of(Set.of());
    }
    Json items = json.get("batchItemFailures").orElse(Json.nil());
    if (items instanceof Json.Null) {
      return Optional.of(Set.of());
    }
    if (!(items instanceof Json.Arr list)) {
      return Optional.empty();
    }
    return identifiers(list.items(), known);
  }

  private static Optional<Set<String>> identifiers(List<Json> items, Set<String> known) {
    Set<String> failed = new LinkedHashSet<>();
    for (Json item : items) {
      Optional<String> id =
          item.get("itemIdentifier").filter(Json.Str.class::isInstance).flatMap(Json::text);
      if (id.isEmpty() || !known.contains(id.get())) {
        return Optional.empty();
      }
      failed.add(id.get());
    }
    return Optional.of(failed);
  }
}
