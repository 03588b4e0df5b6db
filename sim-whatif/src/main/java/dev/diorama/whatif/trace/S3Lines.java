package dev.diorama.whatif.trace;

import dev.diorama.whatif.trace.TraceSink.Operation;
import java.util.List;

/** S3's server access log; only requests for objects count. */
final class S3Lines implements TraceFormat.Lines {
  private static final int BUCKET = 1;
  private static final int TIME = 2;
  private static final int OPERATION = 6;
  private static final int KEY = 7;
  private static final int BYTES_SENT = 11;
  private static final int OBJECT_SIZE = 12;

  @Override
  public void line(String line, Recorder to) throws BadRecord {
    List<String> fields = Fields.spaced(line);
    Fields.atLeast(OBJECT_SIZE + 1, fields);
    Operation operation =
        switch (fields.get(OPERATION)) {
          case "REST.GET.OBJECT", "REST.HEAD.OBJECT", "WEBSITE.GET.OBJECT" -> Operation.READ;
          case "REST.PUT.OBJECT", "REST.POST.UPLOAD", "REST.COPY.OBJECT" -> Operation.WRITE;
          case "REST.DELETE.OBJECT" -> Operation.DELETE;
          default -> null;
        };
    if (operation == null) {
      to.passOver();
      return;
    }
    String size = fields.get(OBJECT_SIZE);
    String bytes = size.equals("-") ? fields.get(BYTES_SENT) : size;
    to.request(
        Fields.s3Time(fields.get(TIME)),
        Recorder.key(fields.get(BUCKET) + "/" + fields.get(KEY)),
        bytes.equals("-") ? 0 : Fields.number("the object's size", bytes),
        operation);
  }
}
