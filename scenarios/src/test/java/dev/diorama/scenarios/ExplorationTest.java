package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cli.Explorer;
import dev.diorama.scenarios.explore.Exploration;
import dev.diorama.scenarios.explore.Explored;
import dev.diorama.scenarios.explore.Replay;
import dev.diorama.scenarios.explore.Violation;
import dev.diorama.scenarios.todo.TodoDesign;
import dev.diorama.scenarios.todo.TodoExplored;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short exploration of both designs; {@code ./diorama explore --seeds 1000} is a long one. */
class ExplorationTest {
  private static Explorer.Findings explore(String design, int seeds) {
    return new Exploration().explore(design, 1, seeds, 40, (done, events) -> {});
  }

  @Test
  void todo_whateverGoesWrong_holds() {
    Explorer.Findings found = explore("todo", 6);
    assertThat(found.failures()).isEmpty();
    assertThat(found.events()).isGreaterThan(6 * 40);
  }

  @Test
  void blog_whateverGoesWrong_holds() {
    Explorer.Findings found = explore("blog", 3);
    assertThat(found.failures()).isEmpty();
    assertThat(found.events()).isGreaterThan(3 * 40);
  }

  @Test
  void sameSeeds_haveTheSameDigest() {
    assertThat(explore("todo", 1).digest())
        .isEqualTo(explore("todo", 1).digest())
        .isNotEqualTo(new Exploration().explore("todo", 2, 1, 40, (done, events) -> {}).digest());
  }

  /** The stage cache's key without the caller: an exam's favourite mistake. */
  private static TodoExplored withoutIdentityInTheCacheKey() {
    String template = new TodoDesign().template();
    String caching =
        """
                      - method.request.header.Authorization:
                          Required: false
                          Caching: true
        """;
    String planted = template.replace(caching, caching.replace("Caching: true", "Caching: false"));
    assertThat(planted).isNotEqualTo(template);
    return new TodoExplored(planted);
  }

  @Test
  void plantedMistake_isFoundAndShrunkToTheSmallestScript(@TempDir Path folder) throws Exception {
    Explorer.Findings found =
        Exploration.explore(withoutIdentityInTheCacheKey(), 1, 2, 40, (done, events) -> {});

    assertThat(found.failures()).isNotEmpty();
    String told = found.failures().get(0);
    assertThat(told)
        .contains("no user sees another's data")
        .contains("0 of ")
        .contains("Replay.of(\"todo\", ")
        .contains(".holds();");
    List<String> steps = told.lines().filter(line -> line.contains(".step(")).toList();
    assertThat(steps.size()).as(told).isBetween(2, 4);
    assertThat(told).doesNotContain(".fault(");

    Method printed = compiled(told, folder);
    assertThatThrownBy(() -> printed.invoke(null, withoutIdentityInTheCacheKey()))
        .as("what is printed fails as a test")
        .hasCauseInstanceOf(Violation.class)
        .cause()
        .hasMessageStartingWith("no user sees another's data");
  }

  /** The test that was printed, of a design that it is given, since no design is so mistaken. */
  private static Method compiled(String told, Path folder) throws Exception {
    String test =
        told.substring(told.indexOf("  @Test"))
            .replace("@Test\n  void ", "public static void ")
            .replaceFirst("\\(\\) \\{", "(Explored design) {")
            .replace("Replay.of(\"todo\", ", "Replay.of(design, ");
    Path source = folder.resolve("Printed.java");
    Files.writeString(
        source,
        "import dev.diorama.scenarios.explore.*;\npublic final class Printed {\n" + test + "}\n");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(result).as(test).isZero();
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ExplorationTest.class.getClassLoader());
    return loader
        .loadClass("Printed")
        .getMethod(
            "todo_seed" + told.replaceAll("(?s).*void todo_seed(\\d+).*", "$1"), Explored.class);
  }

  @Test
  void replay_ofAFailure_failsAgain_andOfTheDesignAsItIs_holds() {
    assertThatThrownBy(() -> twoLists(Replay.of(withoutIdentityInTheCacheKey(), 1)))
        .isInstanceOf(Violation.class)
        .hasMessageStartingWith("no user sees another's data: user 1 was shown u0-");
    twoLists(Replay.of("todo", 1));
  }

  private static void twoLists(Replay replay) {
    replay.step("create", 0, 0, 100).step("list", 0, 0, 100).step("list", 1, 0, 100).holds();
  }

  @Test
  void unknownDesignOrStep_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.of("tod", 1))
        .withMessage("no design 'tod' can be explored; there is [blog, todo]");
    assertThatThrownBy(() -> Replay.of("todo", 1).step("dance", 0, 0, 0).holds())
        .hasMessageContaining("nobody can 'dance' here");
  }
}
