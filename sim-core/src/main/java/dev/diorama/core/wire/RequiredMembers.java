package dev.diorama.core.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which members a request must have. S3's SDK classes say it themselves; for the others it is
 * listed in a resource per service, since the SDK leaves it out of their classes.
 */
final class RequiredMembers {
  private final Map<String, List<String>> byStructure;

  private RequiredMembers(Map<String, List<String>> byStructure) {
    this.byStructure = byStructure;
  }

  /** What is listed for a service, by the SDK's name of it; nothing when there is no list. */
  static RequiredMembers of(String service) {
    Map<String, List<String>> found = new HashMap<>();
    try (InputStream resource =
        RequiredMembers.class.getResourceAsStream("required/" + service + ".txt")) {
      if (resource != null) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.startsWith("#")) {
            List<String> words = List.of(line.split(" ", -1));
            found.put(words.get(0), words.subList(1, words.size()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RequiredMembers(found);
  }

  /** The members that a structure must have, by its class name; letter case does not matter. */
  List<String> of(Class<?> structure) {
    return byStructure.getOrDefault(structure.getSimpleName().toLowerCase(Locale.ROOT), List.of());
  }
}
