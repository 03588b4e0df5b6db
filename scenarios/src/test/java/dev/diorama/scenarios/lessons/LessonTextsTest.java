package dev.diorama.scenarios.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cli.Course;
import dev.diorama.cli.DisplayWidth;
import dev.diorama.cli.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every lesson says all it has to say, in both languages. */
class LessonTextsTest {
  /** Particles whose form depends on what stands before, which here is a number nobody knows. */
  private static final Pattern CLASH = Pattern.compile("}(은|는|이|가|을|를|와|과|으로|로)(?=[\\s.,])");

  private static final Pattern FORMAL_END =
      Pattern.compile("(니다|니까|십시오|시다)(\\([^)]*\\))?[.?]['\"”’)]*$");

  static List<Integer> numbers() {
    return Lessons.all().stream().map(Lesson::number).toList();
  }

  @Test
  void lessons_areManyAndAscending() {
    assertThat(numbers()).hasSizeGreaterThanOrEqualTo(30).isSorted().doesNotHaveDuplicates();
    assertThat(numbers()).allSatisfy(number -> assertThat(number).isBetween(1, 47));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void texts_haveThePlacesOfWhatIsObserved(int number) {
    TreeSet<String> keys = new TreeSet<>(Seen.values(number).keySet());
    for (Language language : Language.values()) {
      assertThat(LessonText.of(number, language).places()).as(language.code()).isEqualTo(keys);
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void texts_areOfOneShapeInBothLanguages(int number) {
    LessonText english = LessonText.of(number, Language.ENGLISH);
    LessonText korean = LessonText.of(number, Language.KOREAN);
    assertThat(english.title() + korean.title()).doesNotContain("{");
    assertThat(english.choices()).hasSizeBetween(3, 4).hasSameSizeAs(korean.choices());
    assertThat(Seen.lesson(number).answer()).isBetween(0, english.choices().size() - 1);
    assertThat(shape(english)).isEqualTo(shape(korean)).isNotEmpty();
    for (LessonText text : List.of(english, korean)) {
      assertThat(shape(text)).allSatisfy(rows -> assertThat(rows).hasSizeGreaterThan(1));
      assertThat(shape(text)).allSatisfy(rows -> assertThat(rows).containsOnly(rows.get(0)));
      assertThat(text.question()).isNotEmpty();
      assertThat(text.explanation()).isNotEmpty();
      assertThat(text.trap()).isNotEmpty();
    }
    assertThat(Lessons.numbered(number).sources())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source).startsWith("https://docs.aws.amazon.com/"));
  }

  /** How many cells each row of each table has. */
  private static List<List<Integer>> shape(LessonText text) {
    return text.observed().stream()
        .filter(LessonText.Table.class::isInstance)
        .map(LessonText.Table.class::cast)
        .map(table -> table.rows().stream().map(List::size).toList())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void korean_isFormalAndHasNoParticleThatDependsOnANumber(int number) {
    LessonText text = LessonText.of(number, Language.KOREAN);
    List<String> prose = new ArrayList<>(text.question());
    text.observed().stream()
        .filter(LessonText.Paragraph.class::isInstance)
        .forEach(block -> prose.addAll(block.texts()));
    prose.addAll(text.explanation());
    prose.addAll(text.trap());
    assertThat(prose).allSatisfy(each -> assertThat(each).containsPattern(FORMAL_END));
    prose.addAll(text.choices());
    text.observed().forEach(block -> prose.addAll(block.texts()));
    assertThat(prose)
        .allSatisfy(
            each -> {
              Matcher clash = CLASH.matcher(each);
              assertThat(clash.find()).as(each).isFalse();
            });
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void screen_keepsToItsWidth(int number) {
    Lesson lesson = Lessons.numbered(number);
    for (Language language : Language.values()) {
      String shown =
          LessonScreen.question(lesson, language)
              + LessonScreen.answer(lesson, language, Seen.lesson(number), OptionalInt.of(0));
      assertThat(shown.lines())
          .filteredOn(line -> !line.contains("https://"))
          .allSatisfy(line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(80));
    }
  }

  @Test
  void labels_areTheSameInBothLanguages() {
    assertThat(new Labels(Language.KOREAN).keys()).isEqualTo(new Labels(Language.ENGLISH).keys());
  }

  @Test
  void contents_listEveryLessonWithin80Columns() {
    for (Language language : Language.values()) {
      String contents = new SaaCourse().contents(language);
      assertThat(contents.lines())
          .allSatisfy(line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(80));
      for (int number : numbers()) {
        // A long title goes on below its beginning.
        assertThat(contents).contains(LessonText.of(number, language).title().split(" ", -1));
      }
    }
  }

  @Test
  void course_isFoundByTheCommandAndAsks() {
    Course course = ServiceLoader.load(Course.class).findFirst().orElseThrow();
    assertThat(course.numbers()).isEqualTo(numbers());
    Course.Question question = course.question(2, Language.KOREAN);
    assertThat(question.choices()).isEqualTo(3);
    assertThat(question.prompt()).contains("a, b, c");
    assertThat(question.text()).contains("100번 읽습니다").doesNotContain("{");
  }

  @Test
  void lesson_whoseAnswerDoesNotComeTrue_fails() {
    Observations saw = new Observations().note("reads", 3);
    assertThatThrownBy(() -> saw.answer('b', saw.number("reads") > 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("choice b did not come true: {reads=3}");
    assertThatThrownBy(() -> saw.note("reads", 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> saw.complete(7)).hasMessageContaining("lesson 7 does not say");
  }

  @Test
  void answer_saysWhetherTheGuessWasRight() {
    Lesson lesson = Lessons.numbered(8);
    Observations saw = Seen.lesson(8);
    assertThat(LessonScreen.answer(lesson, Language.ENGLISH, saw, OptionalInt.of(2)))
        .contains("You guessed c: right.");
    assertThat(LessonScreen.answer(lesson, Language.ENGLISH, saw, OptionalInt.of(0)))
        .contains("You guessed a. What happened is c.");
    assertThat(LessonScreen.answer(lesson, Language.KOREAN, saw, OptionalInt.empty()))
        .contains("실제로 일어난 일: c");
  }
}
