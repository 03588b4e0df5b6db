package dev.diorama.check;

import dev.diorama.cloudformation.template.SourceNode.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A template's text by lines. */
final class SourceText {
  private final String text;
  private final List<Integer> starts = new ArrayList<>();

  SourceText(String text) {
    this.text = text;
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts.add(i + 1);
      }
    }
  }

  /** A line, counted from 1, without its end. */
  String line(int number) {
    if (number < 1 || number > starts.size()) {
      return "";
    }
    int end = number < starts.size() ? starts.get(number) - 1 : text.length();
    String line = text.substring(starts.get(number - 1), end);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /** The place after a line's last character. */
  Mark endOf(int line) {
    String content = line(line);
    return new Mark(line, content.codePointCount(0, content.length()) + 1);
  }

  int offset(Mark mark) {
    int start = starts.get(Math.min(mark.line(), starts.size()) - 1);
    int end = mark.line() < starts.size() ? starts.get(mark.line()) : text.length();
    int wanted = mark.column() - 1;
    int there = text.codePointCount(start, end);
    return wanted >= there ? end : text.offsetByCodePoints(start, wanted);
  }

  String between(Mark start, Mark end) {
    return text.substring(offset(start), offset(end));
  }

  /** The text with changes made, which must not overlap. */
  String with(List<Edit> edits) {
    StringBuilder changed = new StringBuilder(text);
    edits.stream()
        .sorted(Comparator.comparingInt((Edit edit) -> offset(edit.start())).reversed())
        .forEach(edit -> changed.replace(offset(edit.start()), offset(edit.end()), edit.text()));
    return changed.toString();
  }
}
