package dev.diorama.benchmarks;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.scenarios.todo.TodoDesign;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * How long a test waits for its cloud with MyTodoList deployed: the first of a JVM (with DynamoDB
 * Local started before, and starting beside it, as in a test), those after it, and what lies
 * between two tests: one cloud closed, its engine emptied, and the next made.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"})
public class StartUpBenchmark {
  /** Engines that run already. */
  @State(Scope.Benchmark)
  public static class Started {
    private final WarmEngines engines = new WarmEngines();
    private final String template = new TodoDesign().template();
    private Diorama diorama;

    /** Starts one engine. */
    @Setup
    public void start() {
      engines.startOne();
    }

    private Stack deploy() {
      diorama = Diorama.builder().engines(engines).build();
      return diorama.deploy("todo", template);
    }

    /** Closes the cloud that was measured. */
    @TearDown(Level.Iteration)
    public void closeCloud() {
      diorama.close();
    }

    /** Stops the engine. */
    @TearDown
    public void stop() {
      engines.close();
    }
  }

  /** Engines that have yet to be started. */
  @State(Scope.Benchmark)
  public static class Cold {
    private final WarmEngines engines = new WarmEngines();
    private final String template = new TodoDesign().template();
    private Diorama diorama;

    /** Closes the cloud that was measured, and waits for the engine in order to stop it. */
    @TearDown
    public void stop() {
      diorama.close();
      engines.close();
    }
  }

  /** A cloud that stands, to be closed. */
  @State(Scope.Benchmark)
  public static class Standing {
    private final WarmEngines engines = new WarmEngines();
    private final String template = new TodoDesign().template();
    private Diorama diorama;

    /** Deploys. */
    @Setup(Level.Iteration)
    public void deploy() {
      diorama = Diorama.builder().engines(engines).build();
      diorama.deploy("todo", template);
      try (DynamoDbClient tables = diorama.client(DynamoDbClient.builder())) {
        String table = tables.listTables().tableNames().get(0);
        tables.scan(scan -> scan.tableName(table)); // From here on the engine has it.
      }
    }

    /** Closes what the reset made. */
    @TearDown(Level.Iteration)
    public void closeNext() {
      diorama.close();
    }

    /** Stops the engine. */
    @TearDown
    public void stop() {
      engines.close();
    }
  }

  /** The first cloud of a JVM. */
  @Benchmark
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public Stack first(Started started) {
    return started.deploy();
  }

  /** The same while DynamoDB Local starts beside it, on whatever cores there are. */
  @Benchmark
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public Stack firstBesideTheEngine(Cold cold) {
    cold.diorama = Diorama.builder().engines(cold.engines).build().warmUp();
    return cold.diorama.deploy("todo", cold.template);
  }

  /** A later one, as in a class of some thirty tests. */
  @Benchmark
  @Warmup(iterations = 30)
  @Measurement(iterations = 20)
  @Fork(1)
  public Stack later(Started started) {
    return started.deploy();
  }

  /** What is between one test and the next. */
  @Benchmark
  @Warmup(iterations = 30)
  @Measurement(iterations = 20)
  @Fork(1)
  public Diorama reset(Standing standing) {
    standing.diorama.close();
    standing.diorama = Diorama.builder().engines(standing.engines).build();
    return standing.diorama;
  }
}
