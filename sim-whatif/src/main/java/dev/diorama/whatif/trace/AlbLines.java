package dev.diorama.whatif.trace;

import dev.diorama.whatif.trace.TraceSink.Operation;
import java.util.List;

/** The access log of an Application Load Balancer. */
final class AlbLines implements TraceFormat.Lines {
  private static final int TIME = 1;
  private static final int SENT_BYTES = 11;
  private static final int REQUEST = 12;

  @Override
  public void line(String line, Recorder to) throws BadRecord {
    List<String> fields = Fields.spaced(line);
    Fields.atLeast(REQUEST + 1, fields);
    String[] request = fields.get(REQUEST).split(" ", 3);
    if (request.length < 2) {
      throw new BadRecord("the request is \"" + Fields.shortened(fields.get(REQUEST)) + "\"");
    }
    to.request(
        Fields.isoTime("the time", fields.get(TIME)),
        Recorder.key(request[1]),
        Fields.number("sent_bytes", fields.get(SENT_BYTES)),
        operation(request[0]));
  }

  /** What a request of that HTTP method does to what it names. */
  static Operation operation(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> Operation.READ;
      case "DELETE" -> Operation.DELETE;
      default -> Operation.WRITE;
    };
  }
}
