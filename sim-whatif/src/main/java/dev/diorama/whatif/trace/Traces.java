package dev.diorama.whatif.trace;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apiguardian.api.API;

/**
 * Reads recorded requests as a stream: memory does not grow with their number. Compression by gzip
 * or zstd is seen from the first bytes, whatever the file is called.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Traces {
  private static final int GZIP = 0x1f8b;
  private static final int ZSTD_LOW = 0x28b5;
  private static final int ZSTD_HIGH = 0x2ffd;

  private Traces() {}

  /**
   * Reads a file to its end or to its first bad record; everything before has been handed on.
   *
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static TraceEnd read(Path file, TraceFormat format, TraceSink sink) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), format, sink);
    }
  }

  /**
   * Reads a stream to its end or to its first bad record.
   *
   * @param name what to call it in the problem
   */
  public static TraceEnd read(InputStream in, String name, TraceFormat format, TraceSink sink) {
    Recorder recorder = new Recorder(sink);
    try {
      format.read(plain(in), recorder);
      return recorder.end(Optional.empty());
    } catch (IOException | MalformedInputException e) {
      return recorder.end(
          Optional.of(name + ": record " + (recorder.records() + 1) + ": " + e.getMessage()));
    }
  }

  private static InputStream plain(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(4);
    byte[] start = buffered.readNBytes(4);
    buffered.reset();
    if (start.length >= 2 && two(start, 0) == GZIP) {
      return new GZIPInputStream(buffered, 1 << 16);
    }
    if (start.length == 4 && two(start, 0) == ZSTD_LOW && two(start, 2) == ZSTD_HIGH) {
      return new ZstdInputStream(buffered);
    }
    return buffered;
  }

  private static int two(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
