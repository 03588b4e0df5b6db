package dev.diorama.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A course of lessons 8 and 9 that runs nothing; found by the tests of the command. */
public final class TwoLessons implements Course {
  @Override
  public List<Integer> numbers() {
    return List.of(8, 9);
  }

  @Override
  public String contents(Language language) {
    return "the lessons in " + language.code() + "\n";
  }

  @Override
  public Question question(int number, Language language) {
    return new Question("question " + number + " in " + language.code() + "\n", 3, "guess?", "no:");
  }

  @Override
  public String answer(int number, Language language, long seed, OptionalInt guess) {
    return "answer " + number + ", seed " + seed + ", guess " + guess + "\n";
  }

  @Override
  public void writePages(Path folder, Progress progress) throws IOException {
    progress.at("lessons", 2, 2);
    Files.writeString(folder.resolve("README.md"), "pages");
  }
}
