package dev.diorama.core.endpoint;

import dev.diorama.core.router.Router;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Hands the requests of one connection to the router, one after another, off the event loop. */
final class RouterHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** Set on connections that speak TLS. */
  static final AttributeKey<Boolean> SECURE = AttributeKey.valueOf("diorama.secure");

  /** Requests that one client may send ahead before the first is answered. */
  private static final int PIPELINED = 64;

  /** A request turned into our own form, and what its answer needs to know of it. */
  private record Waiting(HttpRequest request, boolean keepAlive, boolean head) {}

  private final Router router;
  private final Executor workers;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean busy;

  RouterHandler(Router router, Executor workers) {
    this.router = router;
    this.workers = workers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    if (message.decoderResult().isFailure()) {
      write(context, refusal(400, "BadRequest", "The request is not valid HTTP."), false, false);
      return;
    }
    if (waiting.size() >= PIPELINED) {
      write(context, refusal(503, "SlowDown", "Please reduce your request rate."), false, false);
      return;
    }
    waiting.add(
        new Waiting(
            read(context, message),
            HttpUtil.isKeepAlive(message),
            message.method().equals(HttpMethod.HEAD)));
    next(context);
  }

  /** Starts the next request of this connection; runs on its event loop. */
  private void next(ChannelHandlerContext context) {
    Waiting turn = busy ? null : waiting.poll();
    if (turn == null) {
      return;
    }
    busy = true;
    try {
      workers.execute(
          () -> {
            HttpResponse response = answer(turn.request());
            context
                .executor()
                .execute(
                    () -> {
                      busy = false;
                      write(context, response, turn.keepAlive(), turn.head());
                      next(context);
                    });
          });
    } catch (RejectedExecutionException e) {
      busy = false;
      write(context, refusal(503, "SlowDown", "Please reduce your request rate."), false, false);
    }
  }

  /** The router answers for exceptions; an Error (a missing class, say) must not hang a client. */
  private HttpResponse answer(HttpRequest request) {
    try {
      return router.handle(request);
    } catch (LinkageError | AssertionError | StackOverflowError e) {
      System.getLogger(RouterHandler.class.getName())
          .log(System.Logger.Level.ERROR, "fault while answering a request", e);
      return refusal(500, "InternalFailure", "A fault inside Diorama: " + e.getClass().getName());
    }
  }

  private static HttpResponse refusal(int status, String code, String message) {
    return HttpResponse.of(status, "application/json", "{\"message\":\"" + message + "\"}")
        .with("x-amzn-ErrorType", code);
  }

  private static HttpRequest read(ChannelHandlerContext context, FullHttpRequest message) {
    Headers.Builder headers = Headers.builder();
    for (Map.Entry<String, String> header : message.headers()) {
      headers.add(header.getKey(), header.getValue());
    }
    boolean secure = Boolean.TRUE.equals(context.channel().attr(SECURE).get());
    InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
    InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
    String authority = message.headers().get(HttpHeaderNames.HOST, "localhost");
    String uri = message.uri();
    int scheme = uri.indexOf("://");
    if (scheme > 0 && scheme < 6) {
      // The absolute form, which proxies' clients send: host and path stand in one line.
      int slash = uri.indexOf('/', scheme + 3);
      authority = slash < 0 ? uri.substring(scheme + 3) : uri.substring(scheme + 3, slash);
      uri = slash < 0 ? "/" : uri.substring(slash);
      // It stands for the header, whatever that says (RFC 9112, 3.2.2): signatures are over it.
      headers.set("Host", authority);
    }
    int query = uri.indexOf('?');
    return new HttpRequest(
        message.method().name(),
        secure ? "https" : "http",
        host(authority),
        local.getPort(),
        query < 0 ? uri : uri.substring(0, query),
        query < 0 ? "" : uri.substring(query + 1),
        headers.build(),
        ByteBufUtil.getBytes(message.content()),
        remote.getAddress().getHostAddress());
  }

  private static String host(String authority) {
    String name = authority.toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    boolean port = colon > 0 && name.indexOf(']', colon) < 0;
    return port ? name.substring(0, colon) : name;
  }

  private static void write(
      ChannelHandlerContext context, HttpResponse response, boolean keepAlive, boolean head) {
    FullHttpResponse out =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
    response.headers().asMap().forEach((name, values) -> out.headers().add(name, values));
    boolean bodiless = response.status() == 204 || response.status() == 304;
    if (!bodiless && !(head && out.headers().contains(HttpHeaderNames.CONTENT_LENGTH))) {
      out.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (keepAlive) {
      ChannelFuture unused = context.writeAndFlush(out);
    } else {
      out.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client that went away, or a handshake that failed: its connection ends, nothing else does.
    ChannelFuture unused = context.close();
  }
}
