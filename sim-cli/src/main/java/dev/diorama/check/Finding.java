package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode.Mark;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A trap in a template.
 *
 * @param rule which trap it is
 * @param resource the logical id of the resource as written; empty for the template as a whole
 * @param start where it is written
 * @param end where that ends, on the same line
 * @param words the names that the rule's sentence has places for
 * @param fix the changes that mend it; empty when that takes judgement
 * @param suppressed the reason for which the author wants it passed over
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Finding(
    Rule rule,
    String resource,
    Mark start,
    Mark end,
    List<String> words,
    List<Edit> fix,
    Optional<String> suppressed) {
  public Finding {
    words = List.copyOf(words);
    fix = List.copyOf(fix);
  }
}
