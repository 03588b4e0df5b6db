package dev.diorama.whatif.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Reads recorded requests as a stream: memory does not grow with their number. Compression by gzip
 * or zstd is seen from the first bytes, whatever the file is called.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Traces {
  private Traces() {}

  /**
   * Reads a file to its end or to its first bad record; everything before has been handed on.
   *
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static TraceEnd read(Path file, TraceFormat format, TraceSink sink) throws IOException {
    try (TraceReader reader = TraceReader.open(file, format, sink)) {
      while (reader.next()) {
        // Each record is handed to the sink.
      }
      return reader.end();
    }
  }

  /**
   * Reads a stream to its end or to its first bad record.
   *
   * @param name what to call it in the problem
   */
  public static TraceEnd read(InputStream in, String name, TraceFormat format, TraceSink sink) {
    TraceReader reader = new TraceReader(in, name, format, sink);
    while (reader.next()) {
      // Each record is handed to the sink.
    }
    return reader.end();
  }
}
