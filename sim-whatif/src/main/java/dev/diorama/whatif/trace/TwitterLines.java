package dev.diorama.whatif.trace;

import dev.diorama.whatif.trace.TraceSink.Operation;

/** Twitter's published cache traces. */
final class TwitterLines implements TraceFormat.Lines {
  @Override
  public void line(String line, Recorder to) throws BadRecord {
    String[] fields = line.split(",", -1);
    if (fields.length != 7) {
      throw new BadRecord("it has " + fields.length + " fields, not 7");
    }
    Operation operation =
        switch (fields[5].strip()) {
          case "get", "gets" -> Operation.READ;
          case "delete" -> Operation.DELETE;
          case "set", "add", "replace", "cas", "append", "prepend", "incr", "decr" ->
              Operation.WRITE;
          default ->
              throw new BadRecord("the operation is \"" + Fields.shortened(fields[5]) + "\"");
        };
    to.request(
        Fields.seconds("the time", fields[0]),
        Recorder.key(fields[1]),
        Fields.number("the key's size", fields[2]) + Fields.number("the value's size", fields[3]),
        operation);
  }
}
