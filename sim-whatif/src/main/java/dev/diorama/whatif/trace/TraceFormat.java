package dev.diorama.whatif.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A format in which requests are recorded.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum TraceFormat {
  /**
   * Comma-separated values with a header that names the columns: {@code key} and, in any order,
   * {@code time} in seconds, {@code size} in bytes (1 when absent) and {@code op} (read, write or
   * delete; read when absent). Without times, requests are a millisecond apart.
   */
  CSV(CsvLines::new),
  /**
   * CloudFront's standard log:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
   */
  CLOUDFRONT(CloudFrontLines::new),
  /**
   * S3's server access log: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
   */
  S3(S3Lines::new),
  /**
   * The access log of an Application Load Balancer:
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
   */
  ALB(AlbLines::new),
  /**
   * The traces published with ARC (Megiddo and Modha, FAST 2003): first block, number of blocks,
   * and two numbers without use here, separated by spaces; each block is an object of 512 bytes.
   */
  ARC(BlockLines::arc),
  /** The traces published with LIRS: a block number on each line, {@code *} between parts. */
  LIRS(BlockLines::lirs),
  /**
   * Twitter's cache traces (Yang, Yue and Rashmi, OSDI 2020): time in seconds, key, key size, value
   * size, client, operation and time to live, separated by commas.
   */
  TWITTER(TwitterLines::new),
  /**
   * libCacheSim's {@code oracleGeneral}: 24 bytes each, little-endian: time in seconds as 32 bits,
   * object as 64, size as 32, and the next use as 64, which is not read.
   */
  ORACLE_GENERAL(null);

  /** Reads one line after the other. */
  interface Lines {
    /** Takes in a line; throws when it is no record of this format. */
    void line(String line, Recorder to) throws BadRecord;
  }

  /** Reads one record after the other. */
  interface Records {
    /** Takes in the next record, or throws when it is bad; false at the end. */
    boolean next(Recorder to) throws IOException;
  }

  /** Null in the one format that is not made of lines. */
  @SuppressWarnings("ImmutableEnumChecker") // A constructor, which holds nothing.
  private final @Nullable Supplier<Lines> lines;

  TraceFormat(@Nullable Supplier<Lines> lines) {
    this.lines = lines;
  }

  /** Begins to read; what is opened is closed with the stream. */
  Records records(InputStream in) {
    if (lines == null) {
      DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
      byte[] record = new byte[24];
      return to -> oracleGeneral(data, record, to);
    }
    Lines reader = lines.get();
    BufferedReader text =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    return to -> {
      String line = text.readLine();
      if (line == null) {
        return false;
      }
      if (!line.isBlank()) {
        reader.line(line, to);
      }
      return true;
    };
  }

  private static boolean oracleGeneral(DataInputStream data, byte[] record, Recorder to)
      throws IOException {
    int got = data.readNBytes(record, 0, record.length);
    if (got == 0) {
      return false;
    }
    if (got < record.length) {
      throw new EOFException("it ends within a record, after " + got + " of 24 bytes");
    }
    long seconds = little(record, 0, 4);
    to.request(
        seconds * 1_000_000_000L,
        little(record, 4, 8),
        little(record, 12, 4),
        TraceSink.Operation.READ);
    return true;
  }

  private static long little(byte[] bytes, int from, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[from + i] & 0xff);
    }
    return value;
  }
}
