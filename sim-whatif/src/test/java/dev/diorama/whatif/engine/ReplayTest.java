package dev.diorama.whatif.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.apigateway.ApiGatewayConfig;
import dev.diorama.cache.dax.DaxConfig;
import dev.diorama.core.random.Latency;
import dev.diorama.dynamodb.DynamoDbConfig;
import dev.diorama.lambda.LambdaConfig;
import dev.diorama.whatif.design.Design;
import dev.diorama.whatif.design.Design.Cluster;
import dev.diorama.whatif.design.Design.Function;
import dev.diorama.whatif.design.Design.Route;
import dev.diorama.whatif.design.Design.Stage;
import dev.diorama.whatif.design.Design.Table;
import dev.diorama.whatif.design.Design.Use;
import dev.diorama.whatif.result.Outcome;
import dev.diorama.whatif.result.TierFigures;
import dev.diorama.whatif.result.TierFigures.Kind;
import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.workload.Action;
import dev.diorama.whatif.workload.Items;
import dev.diorama.whatif.workload.Popularity;
import dev.diorama.whatif.workload.Sizes;
import dev.diorama.whatif.workload.Traffic;
import dev.diorama.whatif.workload.Users;
import dev.diorama.whatif.workload.Workload;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recorded requests through both engines, beside caches as a textbook has them: a stage cache that
 * only time empties, before a DAX node that only want of room does.
 */
class ReplayTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int REQUESTS = 6_000;
  private static final long DAX_BYTES = 100_000;

  /** What DAX adds to an item; see docs/fidelity.md. */
  private static final int ITEM_KEY_BYTES = 48;

  /** A request before it is written down. */
  private record Recorded(double seconds, int object, int bytes, boolean write) {}

  private static Outcome run(Settings settings, Path file, TraceFormat format, int ttl) {
    return run(settings, file, format, ttl, 1);
  }

  private static Outcome run(
      Settings settings, Path file, TraceFormat format, int ttl, double speed) {
    Services atOnce =
        Services.defaults()
            .with(ApiGatewayConfig.defaults().withLatency(Latency.NONE, Latency.NONE))
            .with(LambdaConfig.defaults().withoutLatency())
            .with(
                DaxConfig.defaults()
                    .withLatency(Latency.NONE)
                    .withNodeBytes("dax.t3.small", DAX_BYTES)
                    .withUsablePercent(100)
                    .withNodeRate("dax.t3.small", 1_000_000_000))
            .with(DynamoDbConfig.defaults().withLatency(Latency.NONE));
    Workload workload =
        new Workload(
            "recorded",
            "test",
            1,
            1_000,
            new Traffic.Replay(file, format, speed),
            Users.of(10),
            List.of(Items.shared("notes", new Popularity.Uniform(400), new Sizes.Constant(1))),
            List.of(
                Action.of("GET /notes/{id}", 1, "notes"),
                Action.of("PUT /notes/{id}", 1, "notes")));
    return WhatIf.run(design(ttl), workload, settings.withServices(atOnce));
  }

  private static Design design(int ttl) {
    return new Design(
        "test",
        "us-east-1",
        List.of(),
        List.of(
            new Stage(
                "Api",
                0.5,
                List.of(
                    new Route(
                        "GET",
                        "/notes/{id}",
                        "Get",
                        ttl,
                        List.of("method.request.path.id"),
                        -1,
                        -1),
                    new Route("PUT", "/notes/{id}", "Put", 0, List.of(), -1, -1)))),
        List.of(
            new Function("Get", 1024, 10, -1, List.of(new Use("GetItem", "Cache", true))),
            new Function("Put", 1024, 10, -1, List.of(new Use("UpdateItem", "Cache", true)))),
        List.of(new Cluster("Cache", "dax.t3.small", 1, 0, 0)),
        List.of(
            new Table(
                "Notes",
                true,
                -1,
                -1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("us-east-1"),
                false)),
        List.of());
  }

  private static boolean isOfBlocks(TraceFormat format) {
    return format == TraceFormat.ARC || format == TraceFormat.LIRS;
  }

  /** Traces without times are taken for a thousand requests a second, which is fast for ours. */
  private static double speed(TraceFormat format) {
    return isOfBlocks(format) ? 0.125 : 1;
  }

  /** So long that both caches have something to do: without writes, less reaches the second. */
  private static int ttl(TraceFormat format) {
    return isOfBlocks(format) ? 1 : format == TraceFormat.ORACLE_GENERAL ? 4 : 17;
  }

  /** Requests of 400 objects, twenty a second, one in ten a write, as far as the format tells. */
  private static List<Recorded> requests(TraceFormat format) {
    boolean blocks = isOfBlocks(format);
    boolean readsOnly = blocks || format == TraceFormat.ORACLE_GENERAL;
    boolean fractions = format == TraceFormat.CSV || format == TraceFormat.ALB;
    Popularity.Draws draws = new Popularity.Zipf(400, 0.7).draws(2);
    List<Recorded> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int object = draws.next(0);
      requests.add(
          new Recorded(
              blocks ? i * 0.001 / speed(format) : fractions ? i / 20.0 : Math.floor(i / 20.0),
              object,
              blocks ? 512 : 200 + object * 7 % 1500,
              !readsOnly && i % 10 == 3));
    }
    return requests;
  }

  private static String text(TraceFormat format, List<Recorded> requests) {
    StringBuilder text = new StringBuilder();
    switch (format) {
      case CSV -> text.append("time,key,size,op\n");
      case CLOUDFRONT ->
          text.append("#Version: 1.0\n#Fields: date time sc-bytes cs-method cs(Host)")
              .append(" cs-uri-stem cs-uri-query\n");
      default -> {}
    }
    DateTimeFormatter s3 =
        DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    for (Recorded each : requests) {
      Instant at = START.plusMillis(Math.round(each.seconds * 1000));
      String method = each.write ? "PUT" : "GET";
      text.append(
          switch (format) {
            case CSV ->
                each.seconds
                    + ",n"
                    + each.object
                    + ","
                    + each.bytes
                    + (each.write ? ",write" : ",read");
            case CLOUDFRONT ->
                at.toString().substring(0, 10)
                    + "\t"
                    + at.toString().substring(11, 19)
                    + "\t"
                    + each.bytes
                    + "\t"
                    + method
                    + "\td1.cloudfront.net\t/n"
                    + each.object
                    + "\t-";
            case S3 ->
                "79a5 notes ["
                    + s3.format(at)
                    + "] 192.0.2.3 79a5 3E57 REST."
                    + method
                    + ".OBJECT n"
                    + each.object
                    + " \"x\" 200 - 1 "
                    + each.bytes
                    + " 70 10 \"-\" \"x\" -";
            case ALB ->
                "https "
                    + at
                    + " app/lb/50dc 192.0.2.3:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 0 "
                    + each.bytes
                    + " \""
                    + method
                    + " https://x:443/n"
                    + each.object
                    + " HTTP/1.1\" \"x\" - - x";
            case ARC -> each.object + " 1 0 1";
            case LIRS -> Integer.toString(each.object);
            case TWITTER ->
                (long) each.seconds
                    + ",n"
                    + each.object
                    + ",100,"
                    + (each.bytes - 100)
                    + ",1,"
                    + (each.write ? "set" : "get")
                    + ",0";
            case ORACLE_GENERAL -> throw new IllegalArgumentException("no text");
          });
      text.append('\n');
    }
    return text.toString();
  }

  private static byte[] bytes(TraceFormat format, List<Recorded> requests) {
    if (format != TraceFormat.ORACLE_GENERAL) {
      return text(format, requests).getBytes(StandardCharsets.UTF_8);
    }
    ByteBuffer buffer = ByteBuffer.allocate(24 * requests.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Recorded each : requests) {
      buffer.putInt((int) each.seconds).putLong(each.object).putInt(each.bytes).putLong(-2);
    }
    return buffer.array();
  }

  /** The caches as a textbook has them. */
  private static final class Naive {
    final Map<Integer, Double> stage = new HashMap<>();
    final LinkedHashMap<Integer, Integer> dax = new LinkedHashMap<>(16, 0.75f, true);
    long inside;
    long stageHits;
    long stageMisses;
    long daxHits;
    long daxMisses;
    long evictions;
    long writes;

    Naive(List<Recorded> requests, int ttl) {
      for (Recorded each : requests) {
        if (each.write) {
          writes++;
          keep(each);
        } else if (stage.getOrDefault(each.object, -1.0) > each.seconds) {
          stageHits++;
        } else {
          stageMisses++;
          if (dax.get(each.object) == null) {
            daxMisses++;
            keep(each);
          } else {
            daxHits++;
          }
          stage.put(each.object, each.seconds + ttl);
        }
      }
    }

    private void keep(Recorded each) {
      Integer before = dax.remove(each.object);
      int weight = ITEM_KEY_BYTES + each.bytes;
      inside += weight - (before == null ? 0 : before);
      dax.put(each.object, weight);
      Iterator<Map.Entry<Integer, Integer>> eldest = dax.entrySet().iterator();
      while (inside > DAX_BYTES) {
        inside -= eldest.next().getValue();
        eldest.remove();
        evictions++;
      }
    }

    void assertEqualTo(Outcome outcome) {
      TierFigures stageTier = outcome.tier(Kind.STAGE).orElseThrow();
      TierFigures item = outcome.tier(Kind.DAX_ITEM).orElseThrow();
      String engine = outcome.run().engine();
      assertThat(stageTier.hits()).as("stage hits, %s", engine).isEqualTo(stageHits);
      assertThat(stageTier.misses()).as("stage misses, %s", engine).isEqualTo(stageMisses);
      assertThat(item.hits()).as("item hits, %s", engine).isEqualTo(daxHits);
      assertThat(item.misses()).as("item misses, %s", engine).isEqualTo(daxMisses);
      assertThat(item.evictions()).as("evictions, %s", engine).isEqualTo(evictions);
      assertThat(outcome.functions().get(0).invocations()).isEqualTo(stageMisses);
      assertThat(outcome.functions().get(1).invocations()).isEqualTo(writes);
      assertThat(outcome.run().requests()).isEqualTo(stageHits + stageMisses + writes);
    }
  }

  private static void assertBothEqual(
      Naive expected, Path file, TraceFormat format, int ttl, double speed) {
    expected.assertEqualTo(run(Settings.exact(), file, format, ttl, speed));
    expected.assertEqualTo(run(Settings.fast(), file, format, ttl, speed));
  }

  @ParameterizedTest
  @EnumSource
  void trace_ofEachFormat_hitsAsATextbookDoes_inBothEngines(
      TraceFormat format, @TempDir Path folder) throws IOException {
    int ttl = ttl(format);
    List<Recorded> requests = requests(format);
    Naive expected = new Naive(requests, ttl);
    assertThat(expected.stageHits).isGreaterThan(500);
    assertThat(expected.daxHits).isGreaterThan(50);
    assertThat(expected.evictions).isGreaterThan(100);
    Path file = folder.resolve("trace");
    Files.write(file, bytes(format, requests));
    assertBothEqual(expected, file, format, ttl, speed(format));
  }

  @ParameterizedTest
  @CsvSource({"CLOUDFRONT, gzip", "ALB, gzip", "TWITTER, zstd", "ORACLE_GENERAL, zstd"})
  void compressedTrace_hitsTheSame(TraceFormat format, String by, @TempDir Path folder)
      throws IOException {
    List<Recorded> requests = requests(format);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        by.equals("gzip") ? new GZIPOutputStream(packed) : new ZstdOutputStream(packed)) {
      out.write(bytes(format, requests));
    }
    Path file = folder.resolve("trace");
    Files.write(file, packed.toByteArray());
    assertBothEqual(new Naive(requests, 17), file, format, 17, 1);
  }

  @Test
  void trace_replayedFaster_expiresLess(@TempDir Path folder) throws IOException {
    List<Recorded> requests = requests(TraceFormat.CSV);
    Path file = folder.resolve("trace");
    Files.write(file, bytes(TraceFormat.CSV, requests));
    List<Recorded> faster =
        requests.stream()
            .map(each -> new Recorded(each.seconds / 4, each.object, each.bytes, each.write))
            .toList();
    Naive expected = new Naive(faster, 17);
    assertThat(expected.stageHits).isGreaterThan(new Naive(requests, 17).stageHits + 200);
    assertBothEqual(expected, file, TraceFormat.CSV, 17, 4);
  }

  @ParameterizedTest
  @EnumSource
  void corruptTrace_keepsWhatWasRead_andNamesTheRecord(TraceFormat format, @TempDir Path folder)
      throws IOException {
    List<Recorded> requests = requests(format);
    List<Recorded> good = requests.subList(0, 4_000);
    byte[] start = bytes(format, good);
    byte[] bad =
        format == TraceFormat.ORACLE_GENERAL
            ? new byte[] {1, 2, 3}
            : "no record at all\n".getBytes(StandardCharsets.UTF_8);
    byte[] broken = Arrays.copyOf(start, start.length + bad.length);
    System.arraycopy(bad, 0, broken, start.length, bad.length);
    Path file = folder.resolve("trace");
    Files.write(file, broken);
    int ttl = ttl(format);
    Naive expected = new Naive(good, ttl);
    for (Settings settings : List.of(Settings.exact(), Settings.fast())) {
      Outcome outcome = run(settings, file, format, ttl, speed(format));
      expected.assertEqualTo(outcome);
      assertThat(outcome.run().finished()).isFalse();
      assertThat(outcome.run().notes().get(0))
          .startsWith("the trace broke off: " + file + ": record 4001: ");
    }
  }

  @Test
  void truncatedTrace_keepsWhatWasRead(@TempDir Path folder) throws IOException {
    List<Recorded> requests = requests(TraceFormat.CLOUDFRONT);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(TraceFormat.CLOUDFRONT, requests));
    }
    Path file = folder.resolve("trace.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    Outcome exact = run(Settings.exact(), file, TraceFormat.CLOUDFRONT, 17);
    int read = (int) exact.run().requests();
    assertThat(read).isBetween(1_000, 5_000);
    assertThat(exact.run().finished()).isFalse();
    assertThat(exact.run().notes().get(0))
        .startsWith("the trace broke off: " + file + ": record " + (read + 1) + ": ");
    Naive expected = new Naive(requests.subList(0, read), 17);
    expected.assertEqualTo(exact);
    expected.assertEqualTo(run(Settings.fast(), file, TraceFormat.CLOUDFRONT, 17));
  }
}
