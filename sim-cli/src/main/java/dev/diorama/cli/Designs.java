package dev.diorama.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The designs on the class path, by name. */
final class Designs {
  private Designs() {}

  static List<Design> all() {
    List<Design> designs = new ArrayList<>();
    ServiceLoader.load(Design.class).forEach(designs::add);
    designs.sort(Comparator.comparing(Design::name));
    return designs;
  }

  /**
   * The design of that name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  static Design named(String name) {
    List<Design> designs = all();
    return designs.stream()
        .filter(design -> design.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no design is called '"
                        + name
                        + "'; there is "
                        + designs.stream().map(Design::name).toList()));
  }
}
