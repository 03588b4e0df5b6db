package dev.diorama.core.router;

import dev.diorama.core.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One permission that a request needs.
 *
 * @param action the IAM action, such as {@code s3:GetObject}
 * @param resource the ARN it is needed on, or {@code *}
 * @param resourceAccount the account that owns the resource; empty means the caller's
 * @param context condition keys of the request, such as {@code s3:prefix}
 * @param resourcePolicy the policy attached to the resource, where it has one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Access(
    String action,
    String resource,
    String resourceAccount,
    Map<String, List<String>> context,
    Optional<Json> resourcePolicy) {
  public Access {
    context =
        context.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /** A permission on a resource of the caller's account, without conditions or resource policy. */
  public static Access of(String action, String resource) {
    return new Access(action, resource, "", Map.of(), Optional.empty());
  }

  /** The same with one more condition key. */
  public Access with(String key, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(context);
    more.put(key, List.of(values));
    return new Access(action, resource, resourceAccount, more, resourcePolicy);
  }

  /** The same on a resource of another account that may have a policy of its own. */
  public Access ownedBy(String account, Optional<Json> policy) {
    return new Access(action, resource, account, context, policy);
  }
}
