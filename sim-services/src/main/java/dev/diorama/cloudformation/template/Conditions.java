package dev.diorama.cloudformation.template;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * The conditions of a template, each worked out once.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Conditions {
  private Conditions() {}

  /**
   * Whether each condition holds.
   *
   * @param refs parameters and pseudo parameters by name: conditions see nothing else
   * @throws TemplateException if one is malformed or refers to itself in a ring
   */
  public static Map<String, Boolean> evaluate(
      Template template, Function<String, Optional<Json>> refs) {
    Evaluation evaluation = new Evaluation(template, refs);
    template.conditions().keySet().forEach(evaluation::condition);
    return evaluation.known;
  }

  /** The scope that conditions see, which works out further conditions as it is asked. */
  private static final class Evaluation implements Scope {
    private final Template template;
    private final Function<String, Optional<Json>> refs;
    private final Map<String, Boolean> known = new LinkedHashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();

    private Evaluation(Template template, Function<String, Optional<Json>> refs) {
      this.template = template;
      this.refs = refs;
    }

    @Override
    public Optional<Json> ref(String name) {
      return refs.apply(name);
    }

    @Override
    public Optional<Json> attribute(String logicalId, String attribute) {
      return Optional.empty();
    }

    @Override
    public Optional<Boolean> condition(String name) {
      Json definition = template.conditions().get(name);
      if (definition == null) {
        return Optional.empty();
      }
      Boolean before = known.get(name);
      if (before != null) {
        return Optional.of(before);
      }
      if (!underWay.add(name)) {
        throw new TemplateException("Template error: Found circular condition dependency: " + name);
      }
      boolean holds = new Intrinsics(this).holds(definition);
      known.put(name, holds);
      return Optional.of(holds);
    }

    @Override
    public Optional<Json> mapped(String mapping, String first, String second) {
      return mapped(template, mapping, first, second);
    }

    private static Optional<Json> mapped(
        Template template, String mapping, String first, String second) {
      return Optional.ofNullable(template.mappings().get(mapping))
          .flatMap(map -> map.at(first, second));
    }
  }
}
