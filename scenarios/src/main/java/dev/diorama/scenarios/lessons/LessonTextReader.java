package dev.diorama.scenarios.lessons;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the file of a lesson: a title ({@code # ...}), four sections ({@code ## question} and so
 * on), in them paragraphs, choices ({@code - ...}) and tables ({@code | a | b |}).
 */
final class LessonTextReader {
  private static final List<String> SECTIONS =
      List.of("question", "observed", "explanation", "trap");

  private final String file;
  private final Map<String, List<LessonText.Block>> sections = new LinkedHashMap<>();
  private final List<String> choices = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private List<LessonText.Block> current = new ArrayList<>();
  private String title = "";

  LessonTextReader(String file) {
    this.file = file;
  }

  LessonText read(String text) {
    for (String line : text.split("\n", -1)) {
      line(line.strip());
    }
    end();
    if (title.isEmpty() || !List.copyOf(sections.keySet()).equals(SECTIONS)) {
      throw new IllegalStateException(file + " wants a title and the sections " + SECTIONS);
    }
    return new LessonText(
        title,
        paragraphs("question"),
        List.copyOf(choices),
        List.copyOf(section("observed")),
        paragraphs("explanation"),
        paragraphs("trap"));
  }

  private void line(String line) {
    if (!line.startsWith("|") && !rows.isEmpty()
        || line.isEmpty()
        || line.startsWith("#")
        || line.startsWith("- ")
        || line.startsWith("|") && !lines.isEmpty()) {
      end();
    }
    if (line.startsWith("# ")) {
      title = line.substring(2);
    } else if (line.startsWith("## ")) {
      current = new ArrayList<>();
      sections.put(line.substring(3), current);
    } else if (line.startsWith("|")) {
      rows.add(cells(line));
    } else if (!line.isEmpty()) {
      lines.add(line);
    }
  }

  /** Ends the paragraph, choice or table that is being read. */
  private void end() {
    if (!rows.isEmpty()) {
      current.add(new LessonText.Table(List.copyOf(rows)));
      rows.clear();
    }
    if (!lines.isEmpty()) {
      String text = String.join(" ", lines);
      lines.clear();
      if (text.startsWith("- ")) {
        choices.add(text.substring(2));
      } else {
        current.add(new LessonText.Paragraph(text));
      }
    }
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.substring(1, row.lastIndexOf('|')).split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return List.copyOf(cells);
  }

  private List<LessonText.Block> section(String name) {
    return sections.getOrDefault(name, List.of());
  }

  private List<String> paragraphs(String name) {
    return section(name).stream().flatMap(block -> block.texts().stream()).toList();
  }
}
