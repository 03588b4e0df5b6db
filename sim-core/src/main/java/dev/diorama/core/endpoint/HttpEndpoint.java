package dev.diorama.core.endpoint;

import dev.diorama.core.router.Router;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * The served port: HTTP and HTTPS on one loopback socket, each request handed to the router.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class HttpEndpoint implements AutoCloseable {
  /** Largest request body taken, bytes: S3's own limit is 5 GB, but bodies are held in memory. */
  public static final int MAX_BODY_BYTES = 256 * 1024 * 1024;

  /** API Gateway and S3 accept lines and headers of about this size, bytes. */
  private static final int MAX_LINE = 16 * 1024;

  private static final int MAX_HEADERS = 64 * 1024;

  /** An idle connection is closed after this long, seconds: shorter than AWS's 310 s. */
  private static final int IDLE_SECONDS = 120;

  /** Requests worked on at the same time; further ones wait, and when too many wait, get 503. */
  private static final int WORKERS = 16;

  private static final int WAITING = 1024;

  private final EventLoopGroup loops;
  private final ThreadPoolExecutor workers;
  private final Channel channel;

  private HttpEndpoint(EventLoopGroup loops, ThreadPoolExecutor workers, Channel channel) {
    this.loops = loops;
    this.workers = workers;
    this.channel = channel;
  }

  /**
   * Opens the port.
   *
   * @param port on loopback; 0 takes a free one
   * @throws IOException if it is taken or may not be used
   */
  public static HttpEndpoint open(Router router, LocalCa ca, int port) throws IOException {
    EventLoopGroup loops = new NioEventLoopGroup(2, new DefaultThreadFactory("diorama-port", true));
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            new DefaultThreadFactory("diorama-request", true));
    workers.allowCoreThreadTimeOut(true);
    LocalTls tls = new LocalTls(ca);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    ChannelPipeline pipeline = connection.pipeline();
                    pipeline.addLast("idle", new ReadTimeoutHandler(IDLE_SECONDS));
                    pipeline.addLast("tls", new TlsOrPlain(tls));
                    pipeline.addLast("http", new HttpServerCodec(MAX_LINE, MAX_HEADERS, 8192));
                    pipeline.addLast("whole", new WholeRequests(MAX_BODY_BYTES));
                    pipeline.addLast("router", new RouterHandler(router, workers));
                  }
                });
    try {
      Channel channel =
          bootstrap
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .syncUninterruptibly()
              .channel();
      return new HttpEndpoint(loops, workers, channel);
    } catch (RuntimeException e) {
      workers.shutdownNow();
      close(loops);
      throw refused(port, e);
    } catch (Exception e) {
      // Netty throws the socket's own checked exception without declaring it.
      workers.shutdownNow();
      close(loops);
      throw refused(port, e);
    }
  }

  private static IOException refused(int port, Exception e) {
    return e instanceof BindException
        ? new IOException(
            "port " + port + " is taken; choose another with --port, or 0 for a free one", e)
        : new IOException("port " + port + " cannot be opened: " + e.getMessage(), e);
  }

  /** The port that is open. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    workers.shutdownNow();
    close(loops);
  }

  private static void close(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
