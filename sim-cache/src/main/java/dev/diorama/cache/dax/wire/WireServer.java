package dev.diorama.cache.dax.wire;

import dev.diorama.core.endpoint.LocalCa;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Ports on loopback that speak DAX's protocol, each for one node.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WireServer implements AutoCloseable {
  /** Requests worked on at once: they take turns anyway, except where an engine starts. */
  private static final int WORKERS = 8;

  private static final int LOOPS = 2;
  private static final int BACKLOG = 4_096;

  private final WireLimits limits;
  private final AttributeLists lists;
  private final SslContext tls;
  private final EventLoopGroup loops =
      new NioEventLoopGroup(LOOPS, new DefaultThreadFactory("diorama-dax", true));
  private final ThreadPoolExecutor workers;
  private final AtomicLong heldByAll = new AtomicLong();

  /**
   * A server without ports.
   *
   * @param ca vouches for the ports that speak TLS
   * @param lists what clients have been told, by this server or an earlier one of this cloud
   * @throws IOException if TLS cannot be set up
   */
  public WireServer(LocalCa ca, AttributeLists lists, WireLimits limits) throws IOException {
    this.limits = limits;
    this.lists = lists;
    LocalCa.Leaf leaf = ca.issue(List.of("localhost", "*.localhost"), List.of("127.0.0.1", "::1"));
    this.tls =
        SslContextBuilder.forServer(leaf.key(), leaf.chain()).sslProvider(SslProvider.JDK).build();
    this.workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(limits.maxConnections()),
            new DefaultThreadFactory("diorama-dax-request", true));
    workers.allowCoreThreadTimeOut(true);
  }

  /** One open port. */
  public static final class Port implements AutoCloseable {
    private final Channel listener;
    private final ChannelGroup connections;

    private Port(Channel listener, ChannelGroup connections) {
      this.listener = listener;
      this.connections = connections;
    }

    /** Its number. */
    public int number() {
      return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Closes it and every connection to it. */
    @Override
    public void close() {
      listener.close().syncUninterruptibly();
      connections.close().awaitUninterruptibly();
    }
  }

  /**
   * Opens a port for a node.
   *
   * @param secure whether it speaks TLS and nothing else
   * @param port its number; 0 takes a free one
   * @throws IOException if it cannot be opened
   */
  public Port open(WireNode node, boolean secure, int port) throws IOException {
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(node, secure, connections));
    try {
      Channel listener =
          bootstrap
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .syncUninterruptibly()
              .channel();
      return new Port(listener, connections);
    } catch (Exception e) {
      // Netty throws the socket's own checked exception without declaring it.
      throw new IOException("port " + port + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private final class Connections extends ChannelInitializer<SocketChannel> {
    private final WireNode node;
    private final boolean secure;
    private final ChannelGroup connections;
    private final AtomicInteger count = new AtomicInteger();

    Connections(WireNode node, boolean secure, ChannelGroup connections) {
      this.node = node;
      this.secure = secure;
      this.connections = connections;
    }

    @Override
    protected void initChannel(SocketChannel connection) {
      int now = count.incrementAndGet();
      connection.closeFuture().addListener(closed -> node.connections(count.decrementAndGet()));
      if (now > limits.maxConnections()) {
        ChannelFuture unused = connection.close();
        return;
      }
      node.connections(now);
      connections.add(connection);
      Session session =
          new Session(
              node.connect(new WireNode.Peer(address(connection.remoteAddress()), secure)),
              lists,
              connection.localAddress().getAddress());
      connection
          .pipeline()
          .addLast(
              new IdleStateHandler(
                  true, limits.requestMillis(), limits.requestMillis(), 0, TimeUnit.MILLISECONDS));
      if (secure) {
        connection.pipeline().addLast(tls.newHandler(connection.alloc()));
      }
      connection.pipeline().addLast(new WireHandler(session, workers, limits, heldByAll));
    }
  }

  private static String address(@Nullable InetSocketAddress peer) {
    return peer == null || peer.getAddress() == null ? "" : peer.getAddress().getHostAddress();
  }

  /** Closes every port and connection. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
  }
}
