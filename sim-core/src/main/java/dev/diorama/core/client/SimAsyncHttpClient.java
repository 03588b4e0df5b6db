package dev.diorama.core.client;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Router;
import dev.diorama.core.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * The SDK's asynchronous HTTP client that hands each request to the router instead of a socket.
 *
 * <p>The answer is made on the thread that finishes the request's body: with the SDK's usual bodies
 * that is the calling thread, so that runs are repeatable.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SimAsyncHttpClient implements SdkAsyncHttpClient {
  private final Router router;
  private final Supplier<@Nullable Call> parent;

  /** A client whose requests start traces of their own. */
  public SimAsyncHttpClient(Router router) {
    this(router, () -> null);
  }

  /** A client whose requests are made in the course of whatever call {@code parent} gives. */
  public SimAsyncHttpClient(Router router, Supplier<@Nullable Call> parent) {
    this.router = router;
    this.parent = parent;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    Call within = parent.get();
    CompletableFuture<Void> done = new CompletableFuture<>();
    request
        .requestContentPublisher()
        .subscribe(
            new Collector(done) {
              @Override
              void collected(byte[] body) {
                answer(request, body, within);
                done.complete(null);
              }
            });
    return done;
  }

  private void answer(AsyncExecuteRequest request, byte[] body, @Nullable Call within) {
    HttpResponse response = router.handle(SdkMessages.fromSdk(request.request(), body), within);
    request
        .responseHandler()
        .onHeaders(
            SdkHttpFullResponse.builder()
                .statusCode(response.status())
                .statusText(SdkMessages.reason(response.status()))
                .headers(response.headers().asMap())
                .build());
    request.responseHandler().onStream(once(response.body()));
  }

  private static Publisher<ByteBuffer> once(byte[] body) {
    return subscriber ->
        subscriber.onSubscribe(
            new Subscription() {
              private boolean finished;

              @Override
              public void request(long n) {
                if (!finished) {
                  finished = true;
                  if (body.length > 0) {
                    subscriber.onNext(ByteBuffer.wrap(body));
                  }
                  subscriber.onComplete();
                }
              }

              @Override
              public void cancel() {
                finished = true;
              }
            });
  }

  @Override
  public String clientName() {
    return "Diorama";
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  /** Gathers a published body. */
  private abstract static class Collector implements Subscriber<ByteBuffer> {
    private final CompletableFuture<Void> done;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Collector(CompletableFuture<Void> done) {
      this.done = done;
    }

    abstract void collected(byte[] body);

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.writeBytes(chunk);
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      try {
        collected(bytes.toByteArray());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    }
  }
}
