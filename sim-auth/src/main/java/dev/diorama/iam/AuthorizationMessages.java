package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why requests were denied, under texts that say nothing by themselves. AWS seals the reasons into
 * the text; here they are kept, the latest of them, so that traces stay readable.
 *
 * <p>What a message says once decoded is documented, but for {@code explanation}, which is ours:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
final class AuthorizationMessages {
  /** How many are kept; assumed: more than one looks up, some megabytes. */
  static final int KEPT = 1_000;

  private static final int LENGTH = 48;

  private final SimRandom random;
  private final Map<String, String> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > KEPT;
        }
      };

  AuthorizationMessages(Seeds seeds) {
    this.random = seeds.stream("sts/authorization-messages");
  }

  String encode(Principal principal, Access access, RequestContext context, Decision decision) {
    String text = random.text(SimRandom.ALNUM + "-_", LENGTH);
    kept.put(text, describe(principal, access, context, decision).write());
    return text;
  }

  Optional<String> decode(String text) {
    return Optional.ofNullable(kept.get(text));
  }

  int size() {
    return kept.size();
  }

  private static Json describe(
      Principal principal, Access access, RequestContext context, Decision decision) {
    List<Json> conditions = new ArrayList<>();
    context
        .sorted()
        .forEach(
            (key, values) ->
                conditions.add(
                    Json.object()
                        .put("key", key)
                        .put(
                            "values",
                            items(
                                values.stream()
                                    .map(value -> Json.object().put("value", value).build())
                                    .map(Json.class::cast)
                                    .toList()))
                        .build()));
    return Json.object()
        .put("allowed", decision.allowed())
        .put("explicitDeny", decision.explicitDeny())
        .put("matchedStatements", items(List.of()))
        .put("failures", items(List.of()))
        .put("explanation", decision.explanation())
        .put(
            "context",
            Json.object()
                .put(
                    "principal",
                    Json.object()
                        .put("id", principal.userId())
                        .put(
                            "name", principal.arn().substring(principal.arn().lastIndexOf('/') + 1))
                        .put("arn", principal.arn())
                        .build())
                .put("action", access.action())
                .put("resource", access.resource())
                .put("conditions", items(conditions))
                .build())
        .build();
  }

  private static Json items(List<Json> items) {
    return Json.object().put("items", new Json.Arr(items)).build();
  }
}
