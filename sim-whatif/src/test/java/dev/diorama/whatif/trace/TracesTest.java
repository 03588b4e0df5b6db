package dev.diorama.whatif.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.trace.TraceSink.Operation;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
  private static final long SECOND = 1_000_000_000L;

  /** A request as it was handed on. */
  record Request(long nanos, long key, int bytes, Operation operation) {}

  private final List<Request> requests = new ArrayList<>();

  private TraceEnd read(TraceFormat format, String text) {
    return read(format, text.getBytes(StandardCharsets.UTF_8));
  }

  private TraceEnd read(TraceFormat format, byte[] bytes) {
    return Traces.read(
        new ByteArrayInputStream(bytes),
        "t",
        format,
        (nanos, key, size, operation) -> requests.add(new Request(nanos, key, size, operation)));
  }

  @Test
  void csv_withAllColumns_isRead() {
    TraceEnd end =
        read(
            TraceFormat.CSV,
            """
            time,op,key,size
            100.5,read,/a,10
            101.0,WRITE,/b,20
            100.0,delete,/a,0
            """);
    assertThat(end.problem()).isEmpty();
    assertThat(end.requests()).isEqualTo(3);
    assertThat(end.backwards()).isEqualTo(1);
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("/a"), 10, Operation.READ),
            new Request(SECOND / 2, Recorder.key("/b"), 20, Operation.WRITE),
            new Request(SECOND / 2, Recorder.key("/a"), 0, Operation.DELETE));
  }

  @Test
  void csv_withKeysOnly_isReadAMillisecondApart() {
    read(TraceFormat.CSV, "key\na\nb\n");
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("a"), 1, Operation.READ),
            new Request(1_000_000, Recorder.key("b"), 1, Operation.READ));
  }

  @Test
  void cloudFrontLog_isReadByTheNamesOfItsFields() {
    String head =
        "#Version: 1.0\n#Fields: date time sc-bytes cs-method cs(Host) cs-uri-stem cs-uri-query\n";
    TraceEnd end =
        read(
            TraceFormat.CLOUDFRONT,
            head
                + "2026-01-01\t10:00:00\t1045\tGET\td1.cloudfront.net\t/a.png\t-\n"
                + "2026-01-01\t10:00:02\t99\tPUT\td1.cloudfront.net\t/up\tx=1\n");
    assertThat(end.problem()).isEmpty();
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("d1.cloudfront.net/a.png"), 1045, Operation.READ),
            new Request(2 * SECOND, Recorder.key("d1.cloudfront.net/up?x=1"), 99, Operation.WRITE));
  }

  @Test
  void s3Log_countsRequestsForObjectsOnly() {
    String line =
        "79a5 photos [06/Feb/2026:00:00:%02d +0000] 192.0.2.3 79a5 3E57 %s %s"
            + " \"GET /photos/x HTTP/1.1\" 200 - %s %s 70 10 \"-\" \"S3Console/0.4\" - x= SigV4\n";
    TraceEnd end =
        read(
            TraceFormat.S3,
            line.formatted(1, "REST.GET.OBJECT", "a%2520b", "113", "3462992")
                + line.formatted(2, "REST.GET.VERSIONING", "-", "113", "-")
                + line.formatted(4, "REST.DELETE.OBJECT", "a%2520b", "-", "-"));
    assertThat(end.problem()).isEmpty();
    assertThat(end.passedOver()).isEqualTo(1);
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("photos/a%2520b"), 3_462_992, Operation.READ),
            new Request(3 * SECOND, Recorder.key("photos/a%2520b"), 0, Operation.DELETE));
  }

  @Test
  void albLog_isRead() {
    TraceEnd end =
        read(
            TraceFormat.ALB,
            "https 2026-07-02T22:23:00.186641Z app/lb/50dc 192.168.131.39:2817 10.0.0.1:80 0.086"
                + " 0.048 0.037 200 200 0 57 \"GET https://www.example.com:443/a?b=1 HTTP/1.1\""
                + " \"curl/7.46.0\" ECDHE TLSv1.2 arn:aws:tg \"Root=1\" \"-\" \"-\" 1\n");
    assertThat(end.problem()).isEmpty();
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("https://www.example.com:443/a?b=1"), 57, Operation.READ));
  }

  @Test
  void arcAndLirsTraces_areReadBlockByBlock() {
    assertThat(read(TraceFormat.ARC, "5 3 0 1\n9 1 0 2\n").problem()).isEmpty();
    assertThat(requests).extracting(Request::key).containsExactly(5L, 6L, 7L, 9L);
    assertThat(requests).extracting(Request::bytes).containsOnly(512);
    requests.clear();
    assertThat(read(TraceFormat.LIRS, "12\n*\n13\n").passedOver()).isEqualTo(1);
    assertThat(requests).extracting(Request::key).containsExactly(12L, 13L);
  }

  @Test
  void twitterTrace_isRead() {
    assertThat(read(TraceFormat.TWITTER, "0,q:a,3,97,1,get,0\n2,q:a,3,97,1,set,3600\n").problem())
        .isEmpty();
    assertThat(requests)
        .containsExactly(
            new Request(0, Recorder.key("q:a"), 100, Operation.READ),
            new Request(2 * SECOND, Recorder.key("q:a"), 100, Operation.WRITE));
  }

  private static byte[] oracle(long... secondsKeysAndSizes) {
    ByteBuffer buffer =
        ByteBuffer.allocate(secondsKeysAndSizes.length / 3 * 24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < secondsKeysAndSizes.length; i += 3) {
      buffer
          .putInt((int) secondsKeysAndSizes[i])
          .putLong(secondsKeysAndSizes[i + 1])
          .putInt((int) secondsKeysAndSizes[i + 2])
          .putLong(-2);
    }
    return buffer.array();
  }

  @Test
  void oracleGeneral_isReadAsLittleEndianRecords() {
    assertThat(read(TraceFormat.ORACLE_GENERAL, oracle(7, -5, 4096, 9, 1L << 40, 1)).problem())
        .isEmpty();
    assertThat(requests)
        .containsExactly(
            new Request(0, -5, 4096, Operation.READ),
            new Request(2 * SECOND, 1L << 40, 1, Operation.READ));
  }

  @Test
  void truncatedTrace_keepsWhatWasReadAndNamesTheRecord() {
    byte[] whole = oracle(7, 1, 1, 8, 2, 1, 9, 3, 1);
    TraceEnd end = read(TraceFormat.ORACLE_GENERAL, Arrays.copyOf(whole, whole.length - 5));
    assertThat(end.problem())
        .contains("t: record 3: it ends within a record, after 19 of 24 bytes");
    assertThat(requests).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CSV        | time,size\\n           | record 1: the header names no column \"key\" but time,size",
        "CSV        | key,size\\na,x\\n      | record 1: size is \"x\", not a whole number",
        "CSV        | key,size\\na\\n        | record 1: it has 1 fields, the header 2",
        "CSV        | key,size\\na,-1\\n     | record 1: a size is not negative: -1",
        "CSV        | key,op\\na,read\\na,go\\n | record 2: op is \"go\", not read, write or delete",
        "CSV        | key,time\\na,soon\\n   | record 1: time is \"soon\", not a number of seconds",
        "CLOUDFRONT | 2026-01-01\\t10:00:00\\n | record 1: it has 2 fields and no cs-uri-query",
        "S3         | a b [c\\n              | record 1: field 3 is not closed",
        "S3         | a b\\n                 | record 1: it has 2 fields, not 13",
        "ALB        | http x\\n              | record 1: it has 2 fields, not 13",
        "ARC        | 1 2 3\\n4 x\\n         | record 3: the number of blocks is \"x\", not a whole number",
        "ARC        | 1 99999999\\n          | record 1: the number of blocks is 99999999",
        "LIRS       | 1\\n\\nq\\n            | record 2: the block is \"q\", not a whole number",
        "TWITTER    | 1,2,3\\n               | record 1: it has 3 fields, not 7",
        "TWITTER    | 1,k,1,1,1,jump,0\\n    | record 1: the operation is \"jump\""
      })
  void badRecord_isNamedWithItsReason(TraceFormat format, String text, String problem) {
    TraceEnd end = read(format, text.strip().replace("\\n", "\n").replace("\\t", "\t"));
    assertThat(end.problem().orElse("")).startsWith("t: " + problem);
  }

  @Test
  void reader_handsOnRecordByRecord_andStaysAtItsEnd() {
    TraceReader reader =
        new TraceReader(
            new ByteArrayInputStream("5 3 0 1\n7 x\n9 1 0 2\n".getBytes(StandardCharsets.UTF_8)),
            "t",
            TraceFormat.ARC,
            (nanos, key, size, op) -> requests.add(new Request(nanos, key, size, op)));
    assertThat(requests).isEmpty();
    assertThat(reader.next()).isTrue();
    assertThat(requests).extracting(Request::key).containsExactly(5L, 6L, 7L);
    assertThat(reader.end().problem()).isEmpty();
    assertThat(reader.next()).isFalse();
    assertThat(reader.next()).isFalse();
    assertThat(requests).hasSize(3);
    assertThat(reader.end().problem())
        .contains("t: record 4: the number of blocks is \"x\", not a whole number");
  }

  @Test
  void compressedTraces_areSeenFromTheirFirstBytes(@TempDir Path folder) throws IOException {
    String text = "key\n" + "a\nb\n".repeat(5000);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream zstd = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(zstd)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(TraceFormat.CSV, gzip.toByteArray()).requests()).isEqualTo(10_000);
    assertThat(read(TraceFormat.CSV, zstd.toByteArray()).requests()).isEqualTo(10_000);
    Path file = folder.resolve("anything");
    Files.write(file, gzip.toByteArray());
    assertThat(Traces.read(file, TraceFormat.CSV, (nanos, key, bytes, operation) -> {}).requests())
        .isEqualTo(10_000);

    TraceEnd cut = read(TraceFormat.CSV, Arrays.copyOf(gzip.toByteArray(), gzip.size() - 12));
    assertThat(cut.problem()).isPresent();
    TraceEnd torn = read(TraceFormat.CSV, Arrays.copyOf(zstd.toByteArray(), zstd.size() - 12));
    assertThat(torn.problem()).isPresent();
    assertThatThrownBy(() -> Traces.read(folder.resolve("no"), TraceFormat.CSV, (n, k, b, o) -> {}))
        .isInstanceOf(NoSuchFileException.class);
  }
}
