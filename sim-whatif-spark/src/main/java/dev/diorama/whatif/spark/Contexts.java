package dev.diorama.whatif.spark;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apiguardian.api.API;

/**
 * Opens Spark: in this process, by as many threads as there are processors, unless told otherwise.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Contexts {
  private static final String DEFAULT = "local[*]";

  /** https://spark.apache.org/docs/latest/submitting-applications.html#master-urls */
  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[(\\d+|\\*)(, *\\d+)?]|local-cluster\\[\\d+, *\\d+, *\\d+]"
              + "|spark://\\S+:\\d+(,\\S+:\\d+)*|yarn|k8s://\\S+");

  private Contexts() {}

  /**
   * A context to run jobs in, which the caller closes.
   *
   * @param master such as {@code local[4]} or {@code spark://host:7077}; what {@code spark-submit}
   *     was given, or else {@code local[*]}, when empty
   * @throws IllegalArgumentException if Spark has no such master
   */
  public static JavaSparkContext open(Optional<String> master) {
    SparkConf conf = new SparkConf();
    String chosen = master.orElseGet(() -> conf.get("spark.master", DEFAULT));
    if (!MASTER.matcher(chosen).matches()) {
      throw new IllegalArgumentException(
          "\""
              + chosen
              + "\" is no master of Spark; there is local[*], local[4], spark://host:7077, yarn and"
              + " k8s://https://host:port");
    }
    conf.setMaster(chosen);
    conf.setIfMissing("spark.app.name", "diorama-whatif");
    conf.setIfMissing("spark.ui.enabled", "false");
    if (chosen.startsWith("local")) {
      // Nobody else takes part, so that no name and no network has to be there.
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    return new JavaSparkContext(conf);
  }
}
