package dev.diorama.whatif.trace;

import java.util.ArrayList;
import java.util.List;

/** CloudFront's standard log: tabs between fields, and a comment that names them. */
final class CloudFrontLines implements TraceFormat.Lines {
  private static final String FIELDS = "#Fields:";

  private List<String> names =
      List.of(
          "date",
          "time",
          "x-edge-location",
          "sc-bytes",
          "c-ip",
          "cs-method",
          "cs(Host)",
          "cs-uri-stem",
          "sc-status",
          "cs(Referer)",
          "cs(User-Agent)",
          "cs-uri-query");

  @Override
  public void line(String line, Recorder to) throws BadRecord {
    if (line.startsWith("#")) {
      if (line.startsWith(FIELDS)) {
        names = new ArrayList<>(List.of(line.substring(FIELDS.length()).strip().split("\\s+")));
      }
      return;
    }
    String[] fields = line.split("\t", -1);
    String query = names.contains("cs-uri-query") ? field(fields, "cs-uri-query") : "-";
    String object =
        field(fields, "cs(Host)")
            + field(fields, "cs-uri-stem")
            + (query.equals("-") ? "" : "?" + query);
    String method = field(fields, "cs-method");
    to.request(
        Fields.isoTime("the time", field(fields, "date") + "T" + field(fields, "time")),
        Recorder.key(object),
        Fields.number("sc-bytes", field(fields, "sc-bytes")),
        AlbLines.operation(method));
  }

  private String field(String[] fields, String name) throws BadRecord {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new BadRecord("the log does not have the field " + name);
    }
    if (at >= fields.length) {
      throw new BadRecord("it has " + fields.length + " fields and no " + name);
    }
    return fields[at];
  }
}
