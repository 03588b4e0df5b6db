package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What compilers do not see in the sources: leftovers, forbidden words, stale links. */
class TidyTest {
  private static final Path ROOT = root();

  /** What must not stand in a source, and what to write instead. */
  private static final Map<Pattern, String> FORBIDDEN = forbidden();

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private static Map<Pattern, String> forbidden() {
    Map<Pattern, String> forbidden = new LinkedHashMap<>();
    forbidden.put(
        Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!.*#[0-9])"),
        "say which issue it belongs to, as #12");
    forbidden.put(
        Pattern.compile("\\b(class|interface|record|enum) \\w+(Impl|Manager|Helper|Utils?)\\b"),
        "name what it is");
    forbidden.put(Pattern.compile("@Dis" + "abled"), "mend the test or delete it");
    forbidden.put(Pattern.compile("catch \\([^)]*\\) \\{\\s*\\}"), "say why nothing is done");
    return forbidden;
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("not inside a checkout");
    }
    return here;
  }

  private static List<Path> files(String ending) {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sources_holdNoLeftovers() {
    List<String> found = new ArrayList<>();
    List<Path> sources = files(".java");
    for (Path source : sources) {
      String text = read(source);
      FORBIDDEN.forEach(
          (pattern, instead) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
              long line = text.substring(0, matcher.start()).lines().count();
              found.add(
                  ROOT.relativize(source) + ":" + line + ": " + matcher.group() + " -> " + instead);
            }
          });
    }
    assertThat(sources.size()).as("sources read").isGreaterThan(200);
    assertThat(found).isEmpty();
  }

  @Test
  void code_neverPrintsAFailureAndGoesOn() {
    // Only in main: the sandbox's test handlers print theirs, to see that it reaches the log.
    List<String> found =
        files(".java").stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .filter(file -> read(file).contains(".printStackTrace()"))
            .map(file -> ROOT.relativize(file).toString())
            .toList();
    assertThat(found).as("throw it, or answer with it").isEmpty();
  }

  @Test
  void packages_areNullMarkedAndExplained() {
    List<String> missing = new ArrayList<>();
    for (Path source : files(".java")) {
      Path folder = source.getParent();
      // An example is a stranger's project, with nothing of this house's in it.
      boolean ours = !ROOT.relativize(source).startsWith("examples");
      if (ours && source.toString().contains("/src/main/java/") && folder != null) {
        Path info = folder.resolve("package-info.java");
        if (!Files.exists(info)
            || !read(info).contains("@NullMarked")
            || !read(info).contains("/**")) {
          missing.add(ROOT.relativize(folder).toString());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void documents_linkToWhatIsThere() {
    List<String> stale = new ArrayList<>();
    List<Path> documents = files(".md");
    for (Path document : documents) {
      Matcher matcher = LINK.matcher(read(document));
      while (matcher.find()) {
        String target = matcher.group(1);
        Path folder = document.getParent();
        boolean local = !target.contains("://") && !target.startsWith("mailto:");
        if (local && folder != null && !Files.exists(folder.resolve(target))) {
          stale.add(ROOT.relativize(document) + " -> " + target);
        }
      }
    }
    assertThat(documents).as("documents read").isNotEmpty();
    assertThat(stale).isEmpty();
  }

  @Test
  void readme_showsTheExampleThatIsTested() {
    String example =
        read(ROOT.resolve("scenarios/src/test/java/dev/diorama/scenarios/StaleListTest.java"));
    String body =
        example.substring(example.indexOf("  @Test\n"), example.indexOf("  static void add"));
    assertThat(read(ROOT.resolve("README.md"))).contains(body.stripTrailing().stripIndent());
  }

  @Test
  void tests_endInTest() {
    List<String> silent =
        files(".java").stream()
            .filter(file -> file.toString().contains("/src/test/java/"))
            .filter(file -> read(file).contains("@Test\n"))
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.endsWith("Test.java"))
            .toList();
    assertThat(silent).as("would never be run").isEmpty();
  }
}
