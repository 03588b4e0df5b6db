package dev.diorama.scenarios.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.cli.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in docs/lessons are what the lessons say now. */
class LessonPagesTest {
  private static final String HOW = "write it anew: ./diorama lesson --pages docs/lessons";
  private static final Path PAGES = pages();

  private static Path pages() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("not inside a checkout");
    }
    return here.resolve("docs/lessons");
  }

  static List<Integer> numbers() {
    return Lessons.all().stream().map(Lesson::number).toList();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void page_isUpToDate(int number) throws IOException {
    for (Language language : Language.values()) {
      String file = LessonPage.file(number, language);
      assertThat(PAGES.resolve(file)).as("docs/lessons/%s is missing; %s", file, HOW).exists();
      assertThat(Files.readString(PAGES.resolve(file)))
          .as("docs/lessons/%s is out of date; %s", file, HOW)
          .isEqualTo(
              LessonPage.of(
                  Lessons.numbered(number), language, Seen.lesson(number), Lessons.all()));
    }
  }

  @Test
  void index_isUpToDateAndNoPageIsLeftOver() throws IOException {
    assertThat(Files.readString(PAGES.resolve("README.md")))
        .as("docs/lessons/README.md is out of date; %s", HOW)
        .isEqualTo(LessonPage.index(Lessons.all()));
    try (Stream<Path> files = Files.walk(PAGES)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1 + 2 * Lessons.all().size());
    }
  }
}
