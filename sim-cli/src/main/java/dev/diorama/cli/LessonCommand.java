package dev.diorama.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diorama lesson}: a question, a guess, an experiment on a live cloud, and what follows. */
@Command(
    name = "lesson",
    mixinStandardHelpOptions = true,
    description = "Lists the lessons, or gives one: guess first, then see it happen.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // Picocli fills the fields.
final class LessonCommand implements Callable<Integer> {
  /** How often a guess that is none of the choices is asked for again. */
  private static final int ATTEMPTS = 3;

  private final BufferedReader keyboard;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "N", description = "The lesson; without it, the list.")
  private Optional<String> number = Optional.empty();

  @Option(names = "--no-ask", description = "Does not ask for a guess.")
  private boolean noAsk;

  @Option(
      names = "--lang",
      defaultValue = "en",
      paramLabel = "en|ko",
      description = "The language: en or ko (default: en).")
  private String lang;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all chance in the experiment (default: 1).")
  private long seed;

  @Option(
      names = "--pages",
      paramLabel = "FOLDER",
      description = "Runs every lesson and writes its pages there, as docs/lessons has them.")
  private @Nullable Path pages;

  /** Asks whoever started the command. */
  LessonCommand() {
    this(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  /** Asks somebody else. */
  LessonCommand(Reader keyboard) {
    this.keyboard = new BufferedReader(keyboard);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Language language = Language.of(lang);
    Course course = course();
    Path folder = pages;
    if (folder != null) {
      ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), Terminal.onStandardError());
      course.writePages(folder, bar);
      bar.done();
      out.println("Pages written to " + folder);
    } else if (number.isEmpty()) {
      out.print(course.contents(language));
    } else {
      give(course, chosen(course, number.get()), language, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static Course course() {
    return ServiceLoader.load(Course.class)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no lessons are on the class path"));
  }

  private static int chosen(Course course, String number) {
    List<Integer> numbers = course.numbers();
    for (int each : numbers) {
      if (number.equals(Integer.toString(each))) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "there is no lesson '"
            + number
            + "'; the lessons are "
            + ranges(numbers)
            + ", and './diorama lesson' lists them");
  }

  /** Ascending numbers in short, such as {@code 1-4, 6}. */
  static String ranges(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < numbers.size(); i++) {
      int first = numbers.get(i);
      while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
        i++;
      }
      text.append(text.length() == 0 ? "" : ", ").append(first);
      text.append(numbers.get(i) == first ? "" : "-" + numbers.get(i));
    }
    return text.toString();
  }

  private void give(Course course, int lesson, Language language, PrintWriter out)
      throws IOException {
    Course.Question question = course.question(lesson, language);
    out.print(question.text());
    out.flush();
    OptionalInt guess = noAsk ? OptionalInt.empty() : guess(question, out);
    Stopwatch watch = Stopwatch.started();
    out.print(course.answer(lesson, language, seed, guess));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println(String.format(Locale.ROOT, "(seed %d, %.1f s)", seed, watch.seconds()));
    err.flush();
  }

  private OptionalInt guess(Course.Question question, PrintWriter out) throws IOException {
    String prompt = question.prompt();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      out.print("\n" + prompt + " ");
      out.flush();
      String line = keyboard.readLine();
      if (line == null || line.isBlank()) {
        return OptionalInt.empty();
      }
      String typed = line.strip().toLowerCase(Locale.ROOT);
      int choice = typed.charAt(0) - 'a';
      if (typed.length() == 1 && choice >= 0 && choice < question.choices()) {
        return OptionalInt.of(choice);
      }
      prompt = question.again();
    }
    return OptionalInt.empty();
  }
}
