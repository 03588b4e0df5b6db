package dev.diorama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A deployed template.
 *
 * @param name the stack's name
 * @param id the stack's ARN
 * @param outputs the template's outputs, in the order written
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Stack(String name, String id, Map<String, String> outputs) {
  public Stack {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /**
   * The value of an output.
   *
   * @throws IllegalArgumentException if the template has none of that name
   */
  public String output(String output) {
    String value = outputs.get(output);
    if (value == null) {
      throw new IllegalArgumentException(
          "stack " + name + " has no output '" + output + "'; it has " + outputs.keySet());
    }
    return value;
  }
}
