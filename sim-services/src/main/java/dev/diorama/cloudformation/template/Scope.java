package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What the names in a template stand for while it is being resolved.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public interface Scope {
  /** The value of {@code Ref name}: a parameter's, a resource's or a pseudo parameter's. */
  Optional<Json> ref(String name);

  /** The value of {@code Fn::GetAtt}. */
  Optional<Json> attribute(String logicalId, String attribute);

  /** Whether a condition holds; empty when the template has none of that name. */
  Optional<Boolean> condition(String name);

  /** The value at a mapping's two keys. */
  Optional<Json> mapped(String mapping, String first, String second);
}
