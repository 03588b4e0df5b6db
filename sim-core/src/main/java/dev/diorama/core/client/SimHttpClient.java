package dev.diorama.core.client;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Router;
import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * The SDK's HTTP client that hands each request to the router instead of a socket.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimHttpClient implements SdkHttpClient {
  private final Router router;
  private final Supplier<@Nullable Call> parent;

  /** A client whose requests start traces of their own. */
  public SimHttpClient(Router router) {
    this(router, () -> null);
  }

  /** A client whose requests are made in the course of whatever call {@code parent} gives. */
  public SimHttpClient(Router router, Supplier<@Nullable Call> parent) {
    this.router = router;
    this.parent = parent;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return execute(request);
      }

      @Override
      public void abort() {
        // The answer is there as soon as it is asked for: nothing is under way to be stopped.
      }
    };
  }

  private HttpExecuteResponse execute(HttpExecuteRequest request) throws IOException {
    byte[] body = new byte[0];
    ContentStreamProvider content = request.contentStreamProvider().orElse(null);
    if (content != null) {
      try (InputStream stream = content.newStream()) {
        body = stream.readAllBytes();
      }
    }
    HttpResponse response =
        router.handle(SdkMessages.fromSdk(request.httpRequest(), body), parent.get());
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpFullResponse.builder()
                .statusCode(response.status())
                .statusText(SdkMessages.reason(response.status()))
                .headers(response.headers().asMap())
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(response.body())))
        .build();
  }

  @Override
  public String clientName() {
    return "Diorama";
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
