package dev.diorama.scenarios.lessons;

import dev.diorama.cli.Course;
import dev.diorama.cli.Language;
import dev.diorama.cli.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * The lessons, as the command gives them.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SaaCourse implements Course {
  /** The seed with which pages are written. */
  static final long SEED = 1;

  @Override
  public List<Integer> numbers() {
    return Lessons.all().stream().map(Lesson::number).toList();
  }

  @Override
  public String contents(Language language) {
    return LessonScreen.contents(Lessons.all(), language);
  }

  @Override
  public Question question(int number, Language language) {
    Lesson lesson = Lessons.numbered(number);
    Labels labels = new Labels(language);
    int choices = LessonText.of(number, language).choices().size();
    String letters =
        IntStream.range(0, choices)
            .mapToObj(choice -> String.valueOf(LessonScreen.letter(choice)))
            .collect(Collectors.joining(", "));
    return new Question(
        LessonScreen.question(lesson, language),
        choices,
        labels.get("prompt", letters),
        labels.get("again", letters));
  }

  @Override
  public String answer(int number, Language language, long seed, OptionalInt guess) {
    Lesson lesson = Lessons.numbered(number);
    return LessonScreen.answer(lesson, language, lesson.observe(seed), guess);
  }

  @Override
  public void writePages(Path folder, Progress progress) throws IOException {
    List<Lesson> lessons = Lessons.all();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("README.md"), LessonPage.index(lessons));
    for (int i = 0; i < lessons.size(); i++) {
      Lesson lesson = lessons.get(i);
      progress.at("lessons", i, lessons.size());
      Observations saw = lesson.observe(SEED);
      for (Language language : Language.values()) {
        Path page = folder.resolve(LessonPage.file(lesson.number(), language));
        Files.createDirectories(folder.resolve(language.code()));
        Files.writeString(page, LessonPage.of(lesson, language, saw, lessons));
      }
    }
    progress.at("lessons", lessons.size(), lessons.size());
  }
}
