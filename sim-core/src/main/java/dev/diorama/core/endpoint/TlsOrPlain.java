package dev.diorama.core.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SniHandler;
import java.util.List;

/** Looks at a connection's first bytes and puts TLS in front when they are a handshake. */
final class TlsOrPlain extends ByteToMessageDecoder {
  /** First byte of a TLS record that holds a handshake (RFC 8446, 5.1). */
  private static final int HANDSHAKE = 22;

  private final LocalTls tls;

  TlsOrPlain(LocalTls tls) {
    this.tls = tls;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.isReadable()) {
      if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
        context.pipeline().replace(this, "tls", new SniHandler(tls));
        context.channel().attr(RouterHandler.SECURE).set(true);
      } else {
        context.pipeline().remove(this);
      }
    }
  }
}
