package dev.diorama.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/**
 * What a hit costs the server, in the CPU time of its threads: a client that has encoded its
 * request before sends it again and again by a socket, one by one or 32 at once. One by one the
 * server's system calls for each request are in it (wait, read, write); 32 at once they are shared,
 * and what is left is what the simulator itself does.
 *
 * <p>CPU time is counted by thread, so that other work on the machine does not show.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
public class DaxHitServerCostBenchmark {
  private static final int MANY = 32;

  /** Items in the table: what a hit costs must not depend on it. */
  @Param({"1", "20000"})
  private int items;

  private DaxHitWorld world;
  private SocketChannel socket;
  private ByteBuffer one;
  private ByteBuffer many;
  private ByteBuffer reply;
  private int replyBytes;

  /** The server's CPU time for each hit, microseconds. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cost {
    /** Of its threads, since the iteration began. */
    public double serverMicrosPerHit;

    private long before;
    private long hits;

    /** Begins to count. */
    @Setup(Level.Iteration)
    public void begin() {
      before = serverNanos();
      hits = 0;
    }

    /** Works it out. */
    @TearDown(Level.Iteration)
    public void end() {
      serverMicrosPerHit = (serverNanos() - before) / 1e3 / Math.max(1, hits);
    }

    private static long serverNanos() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long nanos = 0;
      for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (info != null && info.getThreadName().startsWith("diorama-")) {
          nanos += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
        }
      }
      return nanos;
    }
  }

  /** Fills the table through the cluster, and connects. */
  @Setup
  public void open() throws IOException, GeneralSecurityException {
    world = new DaxHitWorld();
    try (DynamoDbClient client =
        ClusterDaxClient.builder()
            .overrideConfiguration(
                Configuration.builder()
                    .url(world.url().toString())
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(world.reader()))
                    .build())
            .build()) {
      for (int i = 1; i <= items; i++) {
        int number = i;
        client.putItem(r -> r.tableName(DaxHitWorld.TABLE).item(DaxHitWorld.item(number)));
      }
    }
    socket =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), world.url().getPort()));
    socket.socket().setTcpNoDelay(true);
    byte[] get = getItem();
    write(preamble());
    write(authorize(world.reader()));
    // The first reply tells how long each is.
    write(get);
    ByteBuffer first = ByteBuffer.allocate(4_096);
    while (first.position() < 4 || first.position() < first.getInt(0)) {
      if (socket.read(first) < 0) {
        throw new IOException("the server has hung up");
      }
    }
    replyBytes = first.getInt(0);
    if (replyBytes < 150) {
      throw new IllegalStateException("that is no item: " + replyBytes + " bytes");
    }
    one = ByteBuffer.allocateDirect(get.length).put(get);
    many = ByteBuffer.allocateDirect(get.length * MANY);
    for (int i = 0; i < MANY; i++) {
      many.put(get);
    }
    reply = ByteBuffer.allocateDirect(replyBytes * MANY);
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      socket.write(out);
    }
  }

  private static byte[] preamble() {
    return HexFormat.of().parseHex("674a37796e65354701f6a000");
  }

  /** GetItem of the first item: (thing, 1). */
  private static byte[] getItem() {
    return HexFormat.of()
        .parseHex(
            "011a0fb0cc6a46"
                + HexFormat.of().formatHex("Things".getBytes(StandardCharsets.UTF_8))
                + "4a657468696e67c11c0000"
                + "f6");
  }

  private static byte[] authorize(AwsBasicCredentials by)
      throws IOException, GeneralSecurityException {
    String date =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(InstantSource.system().instant());
    String day = date.substring(0, 8);
    String text =
        "AWS4-HMAC-SHA256\n" + date + "\n" + day + "/us-east-1/dax/aws4_request\n" + "0".repeat(64);
    byte[] key = ("AWS4" + by.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(day, DaxHitWorld.REGION, "dax", "aws4_request", text)) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      key = mac.doFinal(part.getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(HexFormat.of().parseHex("011a58c2336b"));
    value(out, 0x78, by.accessKeyId());
    value(out, 0x78, HexFormat.of().formatHex(key));
    value(out, 0x58, text);
    out.write(0xf6);
    out.write(0xf6);
    return bytes.toByteArray();
  }

  private static void value(DataOutputStream out, int head, String text) throws IOException {
    out.write(head);
    out.write(text.length());
    out.writeBytes(text);
  }

  /** Hangs up, having seen that hits were measured. */
  @TearDown
  public void close() throws IOException {
    socket.close();
    double failed = world.counted("FailedRequestCount") + world.counted("ItemCacheMisses");
    world.close();
    if (failed > 0) {
      throw new IllegalStateException(failed + " requests were no hits");
    }
  }

  private void exchange(ByteBuffer request, int count) throws IOException {
    request.flip();
    while (request.hasRemaining()) {
      socket.write(request);
    }
    request.limit(request.capacity()).position(request.capacity());
    reply.clear().limit(replyBytes * count);
    while (reply.hasRemaining()) {
      if (socket.read(reply) < 0) {
        throw new IOException("the server has hung up");
      }
    }
  }

  /** A request, and its reply. */
  @Benchmark
  public void oneByOne(Cost cost) throws IOException {
    exchange(one, 1);
    cost.hits++;
  }

  /** 32 requests, and their replies. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void manyAtOnce(Cost cost) throws IOException {
    exchange(many, MANY);
    cost.hits += MANY;
  }
}
