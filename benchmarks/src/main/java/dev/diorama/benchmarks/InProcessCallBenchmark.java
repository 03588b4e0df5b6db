package dev.diorama.benchmarks;

import dev.diorama.Diorama;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * A whole signed call of an SDK client in process: signature, authorization, span, codec both ways.
 * The limit is the same client with a transport that answers at once, which is what the SDK costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class InProcessCallBenchmark {
  private Diorama diorama;
  private StsClient simulated;
  private StsClient limit;

  /** One cloud with nothing deployed, and a client of nothing. */
  @Setup
  public void open() {
    diorama = Diorama.create();
    simulated = diorama.client(StsClient.builder());
    limit =
        StsClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(diorama.rootCredentials())
            .httpClient(new Canned())
            .build();
  }

  /** Closes both. */
  @TearDown
  public void close() {
    limit.close();
    simulated.close();
    diorama.close();
  }

  /** The limit: the SDK alone. */
  @Benchmark
  public GetCallerIdentityResponse sdkAlone() {
    return limit.getCallerIdentity();
  }

  /** The same call, answered by the simulator. */
  @Benchmark
  public GetCallerIdentityResponse simulated() {
    return simulated.getCallerIdentity();
  }

  /** Answers everything alike and at once. */
  private static final class Canned implements SdkHttpClient {
    private static final byte[] ANSWER =
        """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:root</Arn>
          <UserId>000000000000</UserId><Account>000000000000</Account></GetCallerIdentityResult>
          <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """
            .getBytes(StandardCharsets.UTF_8);

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(ANSWER)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}
