package dev.diorama.whatif.sweep;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One knob turned to one value.
 *
 * @param knob what is changed
 * @param value to what, as it is written
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Change(Knob knob, String value) {
  /**
   * Reads {@code dax.nodeType=r5.large}.
   *
   * @throws IllegalArgumentException if there is no such knob, or no value
   */
  public static Change parse(String text) {
    List<Change> changes = parseAll(text);
    if (changes.size() != 1) {
      throw new IllegalArgumentException(text + ": one value is set here, not " + changes.size());
    }
    return changes.get(0);
  }

  /**
   * Reads {@code dax.nodeType=t3.small,r5.large}: the changes of one knob, at least one.
   *
   * @throws IllegalArgumentException if there is no such knob, no value, or one twice
   */
  public static List<Change> parseAll(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a name and values, such as dax.nodeType=t3.small,r5.large");
    }
    Knob knob = Knob.named(text.substring(0, equals).strip());
    List<Change> changes = new ArrayList<>();
    for (String each : text.substring(equals + 1).split(",", -1)) {
      Change change = new Change(knob, each.strip());
      if (change.value.isEmpty()) {
        throw new IllegalArgumentException(text + ": a value is missing; " + knob.expects());
      }
      if (changes.contains(change)) {
        throw new IllegalArgumentException(text + ": " + change.value + " stands there twice");
      }
      changes.add(change);
    }
    return changes;
  }

  /**
   * The setup with this change.
   *
   * @throws IllegalArgumentException if the value is out of range, or the design has not what the
   *     knob is of
   */
  public Setup apply(Setup setup) {
    try {
      return knob.turn(setup, value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(this + ": " + knob.expects(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return knob.title() + "=" + value;
  }
}
