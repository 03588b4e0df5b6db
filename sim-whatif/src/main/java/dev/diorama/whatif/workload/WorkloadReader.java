package dev.diorama.whatif.workload;

import dev.diorama.core.place.City;
import dev.diorama.core.random.Latency;
import dev.diorama.whatif.trace.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * Reads a {@link Workload} from YAML. {@code docs/whatif.md} and the workloads that come with
 * Diorama show the format.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WorkloadReader {
  private static final long DEFAULT_SEED = 1;

  private final String origin;
  private final Path folder;

  private WorkloadReader(String origin, Path folder) {
    this.origin = origin;
    this.folder = folder;
  }

  /**
   * Reads a file; traces that it names are looked for beside it.
   *
   * @throws IOException if it cannot be read
   * @throws WorkloadException if it makes no sense
   */
  public static Workload read(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return new WorkloadReader(file.toString(), parent == null ? file : parent)
        .workload(YamlNode.read(file.toString(), Files.readString(file)));
  }

  /**
   * Reads text; traces that it names are looked for in the working folder.
   *
   * @param origin what to call it in messages
   * @throws WorkloadException if it makes no sense
   */
  public static Workload read(String origin, String text) {
    return read(origin, text, Path.of(""));
  }

  /**
   * Reads text; traces that it names are looked for in a folder.
   *
   * @param origin what to call it in messages
   * @throws WorkloadException if it makes no sense
   */
  public static Workload read(String origin, String text, Path folder) {
    return new WorkloadReader(origin, folder).workload(YamlNode.read(origin, text));
  }

  /**
   * A workload that comes with Diorama: {@code todo} or {@code blog}, for the design of that name.
   *
   * @return empty when there is none of that name
   */
  public static Optional<Workload> shipped(String name) {
    String file = name + ".yaml";
    try (InputStream in = WorkloadReader.class.getResourceAsStream(file)) {
      return in == null || name.contains("/")
          ? Optional.empty()
          : Optional.of(read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Workload workload(YamlNode root) {
    root.only("workload", "seed", "duration", "arrivals", "users", "items", "requests");
    YamlNode users = root.get("users");
    return new Workload(
        root.need("workload").text(),
        origin,
        root.get("seed").whole(DEFAULT_SEED, Long.MIN_VALUE, Long.MAX_VALUE),
        positive(root.need("duration")),
        traffic(root.need("arrivals")),
        users.isThere() ? users(users) : Users.of(1),
        items(root.get("items")),
        actions(root.need("requests")));
  }

  private static double positive(YamlNode node) {
    double seconds = node.seconds(0);
    if (!(seconds > 0)) {
      throw node.bad("a length of time is more than 0");
    }
    return seconds;
  }

  private Traffic traffic(YamlNode node) {
    node.only("process", "constant", "diurnal", "spike", "ramp", "trace");
    if (node.get("trace").isThere()) {
      node.only("trace");
      return replay(node.get("trace"));
    }
    String process = node.get("process").text("poisson");
    if (!process.equals("poisson") && !process.equals("regular")) {
      throw node.get("process").bad("a process is poisson or regular, not \"" + process + "\"");
    }
    List<RateCurve> curves = new ArrayList<>();
    YamlNode constant = node.get("constant");
    if (constant.isThere()) {
      curves.add(constant.checked(() -> new RateCurve.Constant(constant.number())));
    }
    YamlNode diurnal = node.get("diurnal");
    if (diurnal.isThere()) {
      diurnal.only("mean", "swing", "peakHour");
      curves.add(
          diurnal.checked(
              () ->
                  new RateCurve.Diurnal(
                      diurnal.need("mean").number(),
                      diurnal.get("swing").number(0.8),
                      diurnal.get("peakHour").number(12))));
    }
    YamlNode spike = node.get("spike");
    if (spike.isThere()) {
      spike.only("base", "factor", "at", "for");
      curves.add(
          spike.checked(
              () ->
                  new RateCurve.Spike(
                      spike.need("base").number(),
                      spike.need("factor").number(),
                      spike.need("at").seconds(0),
                      spike.need("for").seconds(0))));
    }
    YamlNode ramp = node.get("ramp");
    if (ramp.isThere()) {
      ramp.only("from", "to", "over");
      curves.add(
          ramp.checked(
              () ->
                  new RateCurve.Ramp(
                      ramp.need("from").number(),
                      ramp.need("to").number(),
                      ramp.need("over").seconds(0))));
    }
    return new Traffic.Drawn(
        curves.stream()
            .reduce(RateCurve.Sum::new)
            .orElseThrow(
                () -> node.bad("arrivals need one of constant, diurnal, spike, ramp or trace")),
        process.equals("regular"));
  }

  private Traffic replay(YamlNode node) {
    node.only("file", "format", "speed");
    YamlNode file = node.need("file");
    Path path = folder.resolve(file.text());
    if (!Files.isReadable(path)) {
      throw file.bad("there is no trace " + path);
    }
    return node.checked(
        () ->
            new Traffic.Replay(
                path, node.need("format").oneOf(TraceFormat.class), node.get("speed").number(1)));
  }

  private static Users users(YamlNode node) {
    node.only("count", "activity", "session", "cities");
    int count = (int) node.need("count").whole(1, 1, Integer.MAX_VALUE);
    Map<City, Double> cities = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> each : node.get("cities").members().entrySet()) {
      City city =
          City.find(each.getKey())
              .orElseThrow(
                  () -> each.getValue().bad("no city is known as \"" + each.getKey() + "\""));
      cities.put(city, each.getValue().number());
    }
    Popularity activity = popularity(node.get("activity"), count);
    return node.checked(() -> new Users(activity, node.get("session").seconds(0), cities));
  }

  /** A popularity of so many objects; uniform when nothing is said. */
  private static Popularity popularity(YamlNode node, int count) {
    if (!node.isThere()) {
      return new Popularity.Uniform(count);
    }
    if (node.isText()) {
      return switch (node.text()) {
        case "uniform" -> new Popularity.Uniform(count);
        case "scan" -> new Popularity.Scan(count);
        default ->
            throw node.bad(
                "a popularity is uniform, scan, {zipf: exponent}, {hot, share} or"
                    + " {drift: every, zipf: exponent}, not \""
                    + node.text()
                    + "\"");
      };
    }
    node.only("zipf", "hot", "share", "drift");
    if (node.get("hot").isThere()) {
      node.only("hot", "share");
      return node.checked(
          () ->
              new Popularity.Hotspot(
                  count,
                  (int) node.get("hot").whole(1, 1, Integer.MAX_VALUE),
                  node.need("share").number()));
    }
    Popularity.Zipf zipf =
        node.checked(() -> new Popularity.Zipf(count, node.need("zipf").number()));
    return node.get("drift").isThere()
        ? node.checked(() -> new Popularity.Drifting(zipf, node.get("drift").seconds(0)))
        : zipf;
  }

  private static List<Items> items(YamlNode node) {
    List<Items> items = new ArrayList<>();
    for (Map.Entry<String, YamlNode> each : node.members().entrySet()) {
      items.add(items(each.getKey(), each.getValue()));
    }
    return items;
  }

  private static Items items(String name, YamlNode node) {
    node.only(
        "table", "per", "count", "most", "partition", "popularity", "bytes", "page", "indexes");
    int count = (int) node.need("count").whole(1, 1, Integer.MAX_VALUE / 4);
    String per = node.get("per").text("all");
    if (!per.equals("user") && !per.equals("all")) {
      throw node.get("per").bad("items are per user or all, not per \"" + per + "\"");
    }
    String partition = node.get("partition").text("collection");
    if (!partition.equals("collection") && !partition.equals("item")) {
      throw node.get("partition")
          .bad("a partition key is a collection's or an item's, not a \"" + partition + "\"'s");
    }
    Popularity popularity = popularity(node.get("popularity"), count);
    Sizes sizes = sizes(node.need("bytes"));
    return node.checked(
        () ->
            new Items(
                name,
                node.get("table").text(""),
                per.equals("user"),
                partition.equals("item"),
                popularity,
                (int) node.get("most").whole(2L * count, 1, Integer.MAX_VALUE),
                sizes,
                (int) node.get("page").whole(0, 0, Integer.MAX_VALUE),
                indexes(node.get("indexes")),
                node.line()));
  }

  private static List<IndexEntries> indexes(YamlNode node) {
    List<IndexEntries> indexes = new ArrayList<>();
    for (Map.Entry<String, YamlNode> each : node.members().entrySet()) {
      YamlNode index = each.getValue();
      index.only("bytes", "writes", "keys");
      YamlNode bytes = index.get("bytes");
      YamlNode writes = index.get("writes");
      indexes.add(
          index.checked(
              () ->
                  new IndexEntries(
                      each.getKey(),
                      bytes.isThere() ? OptionalInt.of(bytes.bytes()) : OptionalInt.empty(),
                      writes.isThere()
                          ? OptionalInt.of((int) writes.whole(1, 0, 2))
                          : OptionalInt.empty(),
                      (int) index.get("keys").whole(0, 1, Integer.MAX_VALUE),
                      index.line())));
    }
    return indexes;
  }

  private static Sizes sizes(YamlNode node) {
    if (node.isText()) {
      return node.checked(() -> new Sizes.Constant(node.bytes()));
    }
    node.only("least", "greatest", "median", "p99");
    return node.checked(
        () ->
            node.get("median").isThere()
                ? new Sizes.LogNormal(node.need("median").bytes(), node.need("p99").bytes())
                : new Sizes.Uniform(node.need("least").bytes(), node.need("greatest").bytes()));
  }

  private static List<Action> actions(YamlNode node) {
    List<Action> actions = new ArrayList<>();
    for (YamlNode each : node.elements()) {
      each.only(
          "request",
          "weight",
          "items",
          "does",
          "index",
          "consistent",
          "cache",
          "work",
          "mails",
          "invokes");
      YamlNode cache = each.get("cache");
      YamlNode work = each.get("work");
      actions.add(
          each.checked(
              () ->
                  new Action(
                      each.need("request").text(),
                      each.need("weight").number(),
                      each.get("items").text(""),
                      each.get("does").isThere()
                          ? Optional.of(each.get("does").oneOf(Action.Does.class))
                          : Optional.empty(),
                      each.get("index").text(""),
                      each.get("consistent").number(0),
                      cache.isThere()
                          ? OptionalLong.of((long) cache.seconds(0))
                          : OptionalLong.empty(),
                      work.isThere() ? Optional.of(work(work)) : Optional.empty(),
                      each.get("mails").number(0),
                      each.get("invokes").elements().stream().map(YamlNode::text).toList(),
                      each.line())));
    }
    return actions;
  }

  private static Latency work(YamlNode node) {
    if (node.isText()) {
      long nanos = Math.round(node.seconds(0) * 1e9);
      return new Latency(nanos, nanos, nanos);
    }
    node.only("p50", "p90", "p99");
    return new Latency(
        Math.round(node.need("p50").seconds(0) * 1e9),
        Math.round(node.need("p90").seconds(0) * 1e9),
        Math.round(node.need("p99").seconds(0) * 1e9));
  }
}
