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
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded requests one record at a time, for who cannot be pushed: {@link Traces} reads them
 * all at once. Compression by gzip or zstd is seen from the first bytes.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TraceReader implements AutoCloseable {
  private static final int GZIP = 0x1f8b;
  private static final int ZSTD_LOW = 0x28b5;
  private static final int ZSTD_HIGH = 0x2ffd;

  private final InputStream in;
  private final String name;
  private final TraceFormat format;
  private final Recorder recorder;
  private TraceFormat.@Nullable Records records;
  private Optional<String> problem = Optional.empty();
  private boolean over;

  TraceReader(InputStream in, String name, TraceFormat format, TraceSink sink) {
    this.in = in;
    this.name = name;
    this.format = format;
    this.recorder = new Recorder(sink);
  }

  /**
   * Begins to read a file.
   *
   * @param sink is told the requests of each record, of which there may be none or several
   * @throws IOException if there is no such file or it cannot be opened
   */
  public static TraceReader open(Path file, TraceFormat format, TraceSink sink) throws IOException {
    return new TraceReader(Files.newInputStream(file), file.toString(), format, sink);
  }

  /** Reads one more record; false at the end and at a bad record, which {@link #end} names. */
  public boolean next() {
    if (over) {
      return false;
    }
    try {
      TraceFormat.Records open = records;
      if (open == null) {
        open = format.records(plain(in));
        records = open;
      }
      over = !open.next(recorder);
    } catch (IOException | MalformedInputException e) {
      over = true;
      problem = Optional.of(name + ": record " + (recorder.records() + 1) + ": " + e.getMessage());
    }
    return !over;
  }

  /** How it has gone so far; to the end once {@link #next} was false. */
  public TraceEnd end() {
    return recorder.end(problem);
  }

  @Override
  public void close() throws IOException {
    in.close();
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
