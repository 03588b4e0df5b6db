package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Starts threads of its own in every way, and asks the SDK for Region and credentials. */
public class Spawner implements RequestHandler<String, Object> {
  private static final List<Object> KEPT = new ArrayList<>();

  @Override
  public Object handleRequest(String what, Context context) {
    return switch (what) {
      case "everything" -> everything();
      case "sleeper" -> sleeper();
      case "fail" -> fail();
      case "join" -> join();
      case "wait" -> waitFor(60);
      case "identity" -> identity();
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String sleeper() {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt(); // As the client of DAX does: it goes on.
                }
              }
            },
            "spawned-sleeper");
    thread.start();
    return "started";
  }

  private static String everything() {
    sleeper();
    ExecutorService single = Executors.newSingleThreadExecutor();
    KEPT.add(single);
    KEPT.add(single.submit(Spawner::nothing));
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.DAYS, new LinkedBlockingQueue<>());
    pool.execute(Spawner::nothing);
    KEPT.add(pool);
    Timer timer = new Timer("spawned-timer");
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            nothing();
          }
        },
        0);
    EventLoopGroup loops = new NioEventLoopGroup(1);
    KEPT.add(loops.submit(Spawner::nothing));
    return "started";
  }

  private static void nothing() {}

  private static String fail() {
    Thread thread =
        new Thread(
            () -> {
              throw new IllegalStateException("in a thread");
            },
            "spawned-failure");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "failed";
  }

  private static String join() {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(2_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            "spawned-worker");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "joined";
  }

  private static boolean waitFor(long millis) {
    try {
      return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("deprecation") // What most handlers still write.
  private static Map<String, String> identity() {
    Map<String, String> all = new LinkedHashMap<>();
    AwsCredentialsProvider provider = DefaultCredentialsProvider.create();
    all.put("default", provider.resolveCredentials().accessKeyId());
    all.put(
        "variables",
        EnvironmentVariableCredentialsProvider.create().resolveCredentials().accessKeyId());
    all.put(
        "chain",
        AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                DefaultCredentialsProvider.create())
            .resolveCredentials()
            .accessKeyId());
    all.put(
        "built",
        AwsCredentialsProviderChain.builder()
            .addCredentialsProvider(DefaultCredentialsProvider.create())
            .build()
            .resolveCredentials()
            .accessKeyId());
    all.put("region", DefaultAwsRegionProviderChain.builder().build().getRegion().id());
    return all;
  }
}
