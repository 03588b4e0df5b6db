package dev.diorama.whatif.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.whatif.curve.KeyShards;
import dev.diorama.whatif.curve.TraceCurve;
import dev.diorama.whatif.curve.TraceFigures;
import dev.diorama.whatif.trace.TraceFormat;
import dev.diorama.whatif.workload.Popularity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

class SparkCurveTest {
  private static JavaSparkContext spark;
  private static List<String> files;

  @BeforeAll
  static void begin(@TempDir Path folder) throws IOException {
    spark = Contexts.open(Optional.of("local[2]"));
    files = traces(folder);
  }

  @AfterAll
  static void end() {
    spark.close();
  }

  /** One workload in three files, the middle one compressed. */
  private static List<String> traces(Path folder) throws IOException {
    Popularity.Draws draws = new Popularity.Zipf(20_000, 0.8).draws(5);
    List<String> names = new ArrayList<>();
    for (int file = 0; file < 3; file++) {
      StringBuilder text = new StringBuilder("key,size,op\n");
      for (int i = 0; i < 40_000; i++) {
        int object = draws.next(0);
        String op = i % 10 == 7 ? "write" : i % 100 == 99 ? "delete" : "read";
        text.append("k" + object).append(',').append(100 + object % 900).append(',').append(op);
        text.append('\n');
      }
      Path path = folder.resolve("trace-" + file);
      try (OutputStream out = Files.newOutputStream(path);
          OutputStream packed = file == 1 ? new GZIPOutputStream(out) : out) {
        packed.write(text.toString().getBytes(StandardCharsets.UTF_8));
      }
      names.add(path.toString());
    }
    return names;
  }

  private static TraceCurve inOneProcess(
      List<String> names, TraceFormat format, KeyShards shards, long grain) throws IOException {
    return TraceCurve.read(names.stream().map(Path::of).toList(), format, shards, grain);
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0", "7, 1.0", "64, 1.0", "16, 0.3"})
  void curve_equalsThatOfOneProcess_toTheLastDigit(int count, double rate) throws IOException {
    KeyShards shards = new KeyShards(count, rate, 3);
    TraceCurve expected = inOneProcess(files, TraceFormat.CSV, shards, 1000);
    TraceCurve curve = SparkCurve.read(spark, files, TraceFormat.CSV, shards, 1000);
    assertThat(curve).isEqualTo(expected);
    assertThat(curve.files())
        .extracting(TraceFigures::reads)
        .containsExactly(35_600L, 35_600L, 35_600L);
    assertThat(curve.files()).extracting(TraceFigures::writes).containsOnly(4_000L);
    assertThat(curve.files()).extracting(TraceFigures::deletes).containsOnly(400L);
    assertThat(curve.curve().hitRatio(curve.curve().enough())).isGreaterThan(0.5);
  }

  @Test
  void corruptAndTruncatedFiles_areReportedAsInOneProcess_andTheOthersAreRead(@TempDir Path folder)
      throws IOException {
    Path corrupt = folder.resolve("corrupt");
    Files.writeString(corrupt, "key,size\na,1\nb,1\na,much\na,1\n");
    Path cut = folder.resolve("cut.gz");
    byte[] whole = Files.readAllBytes(Path.of(files.get(1)));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    List<String> names = List.of(corrupt.toString(), cut.toString(), files.get(2));
    KeyShards shards = new KeyShards(4, 1, 1);
    TraceCurve curve = SparkCurve.read(spark, names, TraceFormat.CSV, shards, 1000);
    assertThat(curve).isEqualTo(inOneProcess(names, TraceFormat.CSV, shards, 1000));
    assertThat(curve.files().get(0).end().problem())
        .contains(corrupt + ": record 3: size is \"much\", not a whole number");
    assertThat(curve.files().get(0).reads()).isEqualTo(2);
    assertThat(curve.files().get(1).end().problem().orElseThrow()).startsWith(cut + ": record ");
    assertThat(curve.files().get(1).reads()).isBetween(1_000L, 35_599L);
    assertThat(curve.files().get(2).end().problem()).isEmpty();
  }

  @Test
  void missingFile_isReportedAsInOneProcess(@TempDir Path folder) {
    String missing = folder.resolve("no").toString();
    KeyShards shards = new KeyShards(2, 1, 1);
    assertThatThrownBy(
            () ->
                SparkCurve.read(
                    spark, List.of(files.get(0), missing), TraceFormat.CSV, shards, 1000))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing);
    assertThatThrownBy(() -> SparkCurve.read(spark, List.of(), TraceFormat.CSV, shards, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no files to read");
    assertThatThrownBy(() -> SparkCurve.read(spark, files, TraceFormat.CSV, shards, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a grain is at least 1 byte, not 0");
  }

  @Test
  void filePieces_areMadeAsTheyAreAskedFor_andNumberedInTheirOrder() throws IOException {
    KeyShards shards = new KeyShards(2, 1, 1);
    FilePieces pieces = new FilePieces(5, files.get(0), TraceFormat.CSV, shards);
    Tuple2<Piece.Place, Piece> first = pieces.next();
    // 40,000 records make more than one piece, and only the first has been read for.
    assertThat(((Piece.Uses) first._2()).keys()).hasSize(8192);
    int[] lastNumber = {-1, -1, -1};
    long uses = 0;
    Piece report = first._2();
    for (Tuple2<Piece.Place, Piece> next = first; ; next = pieces.next()) {
      assertThat(next._1().file()).isEqualTo(5);
      assertThat(next._1().number()).isGreaterThan(lastNumber[next._1().shard()]);
      lastNumber[next._1().shard()] = next._1().number();
      if (next._2() instanceof Piece.Uses some) {
        uses += some.keys().length;
        for (long key : some.keys()) {
          assertThat(shards.of(key)).isEqualTo(next._1().shard());
        }
      } else {
        report = next._2();
      }
      if (!pieces.hasNext()) {
        break;
      }
    }
    assertThat(uses).isEqualTo(39_600);
    assertThat(((Piece.Report) report).figures().end().records()).isEqualTo(40_000);
    assertThatThrownBy(pieces::next).isInstanceOf(java.util.NoSuchElementException.class);
  }
}
