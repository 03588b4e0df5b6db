package dev.diorama.cache.dax.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection: puts requests together from what arrives, has them answered one after the other,
 * and frames the replies.
 *
 * <p>A hit of the item cache is answered by the thread that reads, on the spot. Every other request
 * goes to a worker, and until it is answered nothing more is read. Nor is it while the client does
 * not take its replies: a connection holds one request and what its socket did not take at most.
 */
final class WireHandler extends ChannelInboundHandlerAdapter {
  private static final String MAGIC = "J7yne5G";
  private static final int PREAMBLE_VALUES = 5;
  private static final long MAX_PREAMBLE = 16 * 1024;
  private static final int SERVICE = 1;

  /** Replies come in frames where the client asks for layer 1: a length, and flags. */
  private static final int FRAME_HEAD = 8;

  private static final int LAST_FRAME = 1 << 24;

  private final Session session;
  private final Executor workers;
  private final WireLimits limits;
  private final AtomicLong heldByAll;
  private @Nullable ByteBuf held;
  private ValueScanner scanner = new ValueScanner(MAX_PREAMBLE);
  private boolean greeted;
  private boolean framed;
  private boolean busy;
  private int values;
  private int needed = PREAMBLE_VALUES;
  private @Nullable Method method;
  private long idleMillis;

  WireHandler(Session session, Executor workers, WireLimits limits, AtomicLong heldByAll) {
    this.session = session;
    this.workers = workers;
    this.limits = limits;
    this.heldByAll = heldByAll;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Whether it is still that very buffer.
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf arrived = (ByteBuf) message;
    idleMillis = 0;
    int count = arrived.readableBytes();
    if (heldByAll.addAndGet(count) > limits.maxHeldBytes()) {
      heldByAll.addAndGet(-count);
      arrived.release();
      close(context);
      return;
    }
    ByteBuf buffer = held;
    if (buffer != null) {
      buffer.discardSomeReadBytes().writeBytes(arrived);
      arrived.release();
      proceed(context);
      return;
    }
    held = arrived;
    proceed(context);
    if (held == arrived) {
      // What is left waits in a buffer of its size, not in that of the socket.
      held = context.alloc().buffer(arrived.readableBytes()).writeBytes(arrived);
      arrived.release();
    }
  }

  /** The replies to all that has arrived leave together. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
    context.fireChannelReadComplete();
  }

  /** The client takes its replies again. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!busy && context.channel().isWritable()) {
      proceed(context);
      context.flush();
      if (!busy) {
        read(context, context.channel().isWritable());
      }
    }
    context.fireChannelWritabilityChanged();
  }

  private static void read(ChannelHandlerContext context, boolean more) {
    if (context.channel().config().isAutoRead() != more) {
      context.channel().config().setAutoRead(more);
    }
  }

  /** Goes on until more bytes are needed, a request is being answered, or replies pile up. */
  private void proceed(ChannelHandlerContext context) {
    try {
      ByteBuf buffer = held;
      while (!busy
          && context.channel().isWritable()
          && buffer != null
          && buffer.isReadable()
          && scanner.scan(buffer)) {
        values++;
        if (!greeted) {
          preamble(buffer);
        } else if (values == 2) {
          needed = 2 + head(buffer).arguments();
        }
        if (greeted && values == needed && method != null) {
          dispatch(context, method, take(buffer));
        }
      }
      if (buffer != null && !buffer.isReadable()) {
        drop();
      }
      if (!busy && !context.channel().isWritable()) {
        read(context, false);
      }
    } catch (Malformed e) {
      // Where the next request would begin cannot be known any longer.
      System.getLogger(WireHandler.class.getName())
          .log(System.Logger.Level.DEBUG, "connection closed: " + e.getMessage());
      close(context);
    }
  }

  private void preamble(ByteBuf buffer) {
    if (values != 1 && values != PREAMBLE_VALUES) {
      return;
    }
    byte[] soFar = new byte[scanner.position()];
    buffer.getBytes(buffer.readerIndex(), soFar);
    CborReader in = new CborReader(soFar);
    if (in.major() != CborReader.TEXT || !in.text().equals(MAGIC)) {
      throw new Malformed("a peer that does not speak this protocol");
    }
    if (values < PREAMBLE_VALUES) {
      return;
    }
    int layers = in.int32();
    if (layers != 0 && layers != 1) {
      throw new Malformed("replies in a layering that is not known: " + layers);
    }
    framed = layers == 1;
    greeted = true;
    take(buffer);
    scanner = new ValueScanner(limits.maxRequestBytes());
  }

  private Method head(ByteBuf buffer) {
    byte[] soFar = new byte[scanner.position()];
    buffer.getBytes(buffer.readerIndex(), soFar);
    CborReader in = new CborReader(soFar);
    if (in.int64() != SERVICE) {
      throw new Malformed("a service other than " + SERVICE);
    }
    long id = in.int64();
    Method found =
        Method.of(id).orElseThrow(() -> new Malformed("a method that is not known: " + id));
    method = found;
    return found;
  }

  /** Takes what was scanned out of the buffer. */
  private byte[] take(ByteBuf buffer) {
    byte[] taken = new byte[scanner.position()];
    buffer.readBytes(taken);
    heldByAll.addAndGet(-taken.length);
    scanner.forget(taken.length);
    values = 0;
    needed = 2;
    return taken;
  }

  private void drop() {
    ByteBuf buffer = held;
    held = null;
    if (buffer != null) {
      heldByAll.addAndGet(-buffer.readableBytes());
      buffer.release();
    }
  }

  private void dispatch(ChannelHandlerContext context, Method asked, byte[] request) {
    if (asked == Method.GET_ITEM) {
      Optional<byte[]> hit = session.hit(arguments(request));
      if (hit.isPresent()) {
        ChannelFuture unused = write(context, request.length, hit.get());
        return;
      }
    }
    busy = true;
    read(context, false);
    try {
      workers.execute(
          () -> {
            Optional<CborWriter> reply;
            try {
              reply = session.answer(asked, arguments(request));
            } catch (RuntimeException | Error e) {
              // A bug of ours: the client must not wait for an answer that never comes.
              System.getLogger(WireHandler.class.getName())
                  .log(System.Logger.Level.ERROR, "fault while answering " + asked, e);
              close(context);
              return;
            }
            answer(context, request.length, reply);
          });
    } catch (RejectedExecutionException e) {
      close(context);
    }
  }

  /** Hands a reply to the thread of the connection, unless the server has stopped meanwhile. */
  private void answer(ChannelHandlerContext context, int asked, Optional<CborWriter> reply) {
    try {
      context.executor().execute(() -> reply(context, asked, reply));
    } catch (RejectedExecutionException e) {
      close(context);
    }
  }

  /** A request behind its head, which says what is asked. */
  private static CborReader arguments(byte[] request) {
    CborReader in = new CborReader(request);
    in.int64();
    in.int64();
    return in;
  }

  private ChannelFuture write(ChannelHandlerContext context, int asked, byte[] body) {
    ByteBuf out = context.alloc().buffer(body.length + FRAME_HEAD);
    if (framed) {
      out.writeInt(body.length + FRAME_HEAD).writeInt(LAST_FRAME);
    }
    out.writeBytes(body);
    session.moved(asked, out.readableBytes());
    return context.write(out);
  }

  private void reply(ChannelHandlerContext context, int asked, Optional<CborWriter> reply) {
    if (reply.isEmpty()) {
      session.moved(asked, 0);
      done(context);
      return;
    }
    ChannelFuture written = write(context, asked, reply.get().toBytes());
    context.flush();
    ChannelFuture unused =
        written.addListener(
            (ChannelFutureListener)
                taken -> {
                  if (taken.isSuccess()) {
                    done(context);
                  } else {
                    close(context);
                  }
                });
  }

  private void done(ChannelHandlerContext context) {
    busy = false;
    proceed(context);
    context.flush();
    if (!busy) {
      read(context, context.channel().isWritable());
    }
  }

  /** Silence: allowed between requests for long, within one and before a reply only for short. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent silence)) {
      context.fireUserEventTriggered(event);
      return;
    }
    if (silence.state() == IdleState.WRITER_IDLE) {
      if (isAwaited(context)) {
        close(context);
      }
      return;
    }
    if (isAwaited(context)) {
      return;
    }
    idleMillis += limits.requestMillis();
    if (!busy && (held != null || idleMillis >= limits.idleMillis())) {
      close(context);
    }
  }

  /** Whether there are replies that the client has not taken. */
  private static boolean isAwaited(ChannelHandlerContext context) {
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    return waiting != null && waiting.totalPendingWriteBytes() > 0;
  }

  private static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    drop();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A peer that is gone, or that does not speak TLS: nothing to be said to it.
    close(context);
  }
}
