package dev.diorama.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.diorama.Diorama;
import dev.diorama.core.time.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Each cloud is as new, whatever was before or is beside it, and leaves nothing behind. */
class IsolationTest {
  /** Not run as tests of their own. */
  static class Cases {
    static final Set<String> DIGESTS = ConcurrentHashMap.newKeySet();
    static final Map<String, Integer> SEEN = new ConcurrentHashMap<>();

    @DioramaTest(template = "template.yaml", seed = 5)
    static class InTurn {
      @RepeatedTest(4)
      void test(DynamoDbClient tables, Diorama diorama, VirtualClock time) {
        work(tables, diorama, time);
      }
    }

    @DioramaTest(template = "template.yaml", seed = 5)
    @Execution(ExecutionMode.CONCURRENT)
    static class AtOnce {
      @RepeatedTest(6)
      void test(DynamoDbClient tables, Diorama diorama, VirtualClock time) {
        work(tables, diorama, time);
      }
    }

    static void work(DynamoDbClient tables, Diorama diorama, VirtualClock time) {
      int before = tables.scan(scan -> scan.tableName("things")).count();
      SEEN.merge("items before", before, Integer::sum);
      for (int i = 0; i < 5; i++) {
        String id = "i" + i;
        tables.putItem(put -> put.tableName("things").item(Map.of("id", AttributeValue.fromS(id))));
      }
      tables.updateTable(update -> update.tableName("things").deletionProtectionEnabled(true));
      time.settle();
      DIGESTS.add(diorama.trace().digest());
    }
  }

  private static void run(Class<?> tests, Map<String, String> settings, int passing) {
    EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests));
    settings.forEach(kit::configurationParameter);
    kit.execute().testEvents().assertStatistics(events -> events.succeeded(passing).failed(0));
  }

  @Test
  void oneAfterTheOther_onWarmEngines_haveTheSameDigest() {
    Cases.DIGESTS.clear();
    Cases.SEEN.clear();
    run(Cases.InTurn.class, Map.of(), 4);
    assertThat(Cases.DIGESTS).hasSize(1);
    assertThat(Cases.SEEN).containsEntry("items before", 0);
  }

  @Test
  void atTheSameTime_haveTheSameDigestToo() {
    Cases.DIGESTS.clear();
    Cases.SEEN.clear();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("junit.jupiter.execution.parallel.enabled", "true");
    settings.put("junit.jupiter.execution.parallel.config.strategy", "fixed");
    settings.put("junit.jupiter.execution.parallel.config.fixed.parallelism", "3");
    run(Cases.AtOnce.class, settings, 6);
    assertThat(Cases.DIGESTS).hasSize(1);
    assertThat(Cases.SEEN).containsEntry("items before", 0);
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(thread -> thread.getThreadGroup() == null ? "" : thread.getThreadGroup().getName())
        .filter(group -> group.startsWith("diorama"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> files() throws Exception {
    try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.map(Path::toString)
          .filter(name -> name.contains("diorama"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void whenARunIsOver_noThreadAndNoFileIsLeft() throws Exception {
    Set<String> threadsBefore = threads();
    Set<String> filesBefore = files();
    run(Cases.InTurn.class, Map.of(), 4);
    assertThat(threads()).isEqualTo(threadsBefore);
    assertThat(files()).isEqualTo(filesBefore);
  }
}
