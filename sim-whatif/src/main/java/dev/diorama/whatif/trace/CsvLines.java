package dev.diorama.whatif.trace;

import dev.diorama.whatif.trace.TraceSink.Operation;
import java.util.List;
import java.util.Locale;

/** Our own simple table; the first line names its columns. */
final class CsvLines implements TraceFormat.Lines {
  private static final long MILLISECOND = 1_000_000;

  private boolean headed;
  private int time;
  private int key;
  private int size;
  private int op;
  private int columns;

  @Override
  public void line(String line, Recorder to) throws BadRecord {
    String[] fields = line.split(",", -1);
    if (!headed) {
      head(List.of(fields));
      return;
    }
    if (fields.length != columns) {
      throw new BadRecord("it has " + fields.length + " fields, the header " + columns);
    }
    long nanos = time < 0 ? to.records() * MILLISECOND : Fields.seconds("time", fields[time]);
    long bytes = size < 0 ? 1 : Fields.number("size", fields[size]);
    to.request(
        nanos,
        Recorder.key(fields[key].strip()),
        bytes,
        op < 0 ? Operation.READ : operation(fields[op].strip()));
  }

  private void head(List<String> names) throws BadRecord {
    List<String> clean = names.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    key = clean.indexOf("key");
    time = clean.indexOf("time");
    size = clean.indexOf("size");
    op = clean.indexOf("op");
    columns = clean.size();
    if (key < 0) {
      throw new BadRecord(
          "the header names no column \"key\" but " + Fields.shortened(String.join(",", clean)));
    }
    headed = true;
  }

  private static Operation operation(String text) throws BadRecord {
    for (Operation operation : Operation.values()) {
      if (operation.name().equalsIgnoreCase(text)) {
        return operation;
      }
    }
    throw new BadRecord("op is \"" + Fields.shortened(text) + "\", not read, write or delete");
  }
}
