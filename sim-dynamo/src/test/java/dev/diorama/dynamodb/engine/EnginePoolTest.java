package dev.diorama.dynamodb.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.time.Turn;
import dev.diorama.core.wire.AwsException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

class EnginePoolTest {
  private static final String ACCOUNT = "123456789012";
  private final Turn turn = new Turn();

  private static long engineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> thread.getThreadGroup().getName().startsWith("diorama-dynamodb"))
        .count();
  }

  @Test
  void close_afterUse_leavesNoThread() {
    EnginePool pool = EnginePool.local();
    DynamoEngine engine = pool.get(turn, ACCOUNT, "us-east-1");
    engine.ask(
        client ->
            client.createTable(
                r ->
                    r.tableName("Todos")
                        .billingMode("PAY_PER_REQUEST")
                        .attributeDefinitions(
                            AttributeDefinition.builder()
                                .attributeName("pk")
                                .attributeType("S")
                                .build())
                        .keySchema(
                            KeySchemaElement.builder()
                                .attributeName("pk")
                                .keyType("HASH")
                                .build())));
    assertThat(engineThreads()).isPositive();
    pool.close();
    assertThat(engineThreads()).isZero();
    AwsException after =
        catchThrowableOfType(AwsException.class, () -> engine.ask(client -> client.listTables()));
    assertThat(after.code()).isEqualTo("InternalServerError");
    assertThat(after.status()).isEqualTo(500);
  }

  @Test
  void close_whileStarting_waitsAndLeavesNoThread() {
    EnginePool pool = EnginePool.local();
    pool.warmUp(ACCOUNT, "eu-west-1");
    pool.close();
    assertThat(engineThreads()).isZero();
  }

  @Test
  void get_perAccountAndRegion_isAnEngineOfItsOwnStartedOnce() {
    AtomicInteger starts = new AtomicInteger();
    EnginePool pool =
        new EnginePool(
            () -> {
              starts.incrementAndGet();
              return new NoEngine();
            });
    pool.warmUp(ACCOUNT, "us-east-1");
    DynamoEngine first = pool.get(turn, ACCOUNT, "us-east-1");
    assertThat(pool.get(turn, ACCOUNT, "us-east-1")).isSameAs(first);
    assertThat(pool.get(turn, ACCOUNT, "eu-west-1")).isNotSameAs(first);
    assertThat(starts).hasValue(2);
    pool.close();
  }

  @Test
  void get_whileStarting_releasesTheTurn() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    EnginePool pool =
        new EnginePool(
            () -> {
              try {
                // Ends only when somebody else has had the turn meanwhile.
                if (!released.await(30, TimeUnit.SECONDS)) {
                  throw new IllegalStateException("the turn was not released");
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new NoEngine();
            });
    Thread other = new Thread(() -> turn.run(released::countDown));
    turn.run(
        () -> {
          other.start();
          assertThat(pool.get(turn, ACCOUNT, "us-east-1")).isInstanceOf(NoEngine.class);
        });
    other.join();
    pool.close();
  }

  @Test
  void get_withoutDynamoDbLocal_namesTheFixAndTriesAgain() {
    AtomicInteger starts = new AtomicInteger();
    EnginePool pool =
        new EnginePool(
            () -> {
              if (starts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("com/amazonaws/DynamoDBEmbedded");
              }
              return new NoEngine();
            });
    AwsException e =
        catchThrowableOfType(AwsException.class, () -> pool.get(turn, ACCOUNT, "us-east-1"));
    assertThat(e.code()).isEqualTo("InternalServerError");
    assertThat(e.status()).isEqualTo(500);
    assertThat(e.message()).contains("com.amazonaws:DynamoDBLocal:2.6.1").contains("class path");
    assertThat(pool.get(turn, ACCOUNT, "us-east-1")).isInstanceOf(NoEngine.class);
    pool.close();
  }

  @Test
  void get_withUnwritableTmp_namesTheFix() {
    EnginePool pool =
        new EnginePool(
            () -> {
              throw new UncheckedIOException(new NoSuchFileException("/tmp/lib.so"));
            });
    AwsException e =
        catchThrowableOfType(AwsException.class, () -> pool.get(turn, ACCOUNT, "us-east-1"));
    assertThat(e.status()).isEqualTo(500);
    assertThat(e.message()).contains("java.io.tmpdir").contains("writable");
    pool.close();
  }

  @Test
  void close_ofWarmEnginesWhileOneStarts_keepsItForTheNextCloud() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger starts = new AtomicInteger();
    WarmEngines warm =
        new WarmEngines(
            () -> {
              starts.incrementAndGet();
              try {
                if (!go.await(30, TimeUnit.SECONDS)) {
                  throw new IllegalStateException("nobody let it start");
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new NoEngine();
            });
    EnginePool first = warm.pool();
    first.warmUp(ACCOUNT, "us-east-1");
    AtomicReference<Throwable> waited = new AtomicReference<>();
    CountDownLatch asks = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              asks.countDown();
              try {
                DynamoEngine unused = first.get(new Turn(), ACCOUNT, "us-east-1");
              } catch (IllegalStateException e) {
                waited.set(e);
              }
            });
    waiter.start();
    asks.await();
    first.close(); // Does not wait.
    EnginePool second = warm.pool();
    second.warmUp(ACCOUNT, "us-east-1");
    go.countDown();
    waiter.join();
    assertThat(waited.get()).isNotNull().hasMessageContaining("closed");
    assertThat(second.get(turn, ACCOUNT, "us-east-1")).isInstanceOf(NoEngine.class);
    assertThat(starts).hasValue(1);
    second.close();
    warm.close();
  }

  @Test
  void close_ofWarmEnginesThatNobodyUsed_leavesNoThread() {
    WarmEngines warm = new WarmEngines();
    EnginePool pool = warm.pool();
    pool.warmUp(ACCOUNT, "eu-west-1");
    pool.close();
    warm.close();
    assertThat(engineThreads()).isZero();
  }

  /** Stands where an engine would. */
  private static final class NoEngine implements DynamoEngine {
    @Override
    public <R> R ask(
        java.util.function.Function<software.amazon.awssdk.services.dynamodb.DynamoDbClient, R>
            question) {
      throw new IllegalStateException("nobody asks this one");
    }

    @Override
    public void awaitIndexes(String table) {}

    @Override
    public void close() {}
  }
}
