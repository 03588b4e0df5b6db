package dev.diorama.core.endpoint;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate for whatever {@code *.localhost} name a client asks for.
 *
 * <p>A wildcard covers one label only, and names such as {@code
 * abc.execute-api.us-east-1.localhost} have several in front: so each is issued when first asked
 * for, and the newest are kept.
 */
final class LocalTls implements Mapping<String, SslContext> {
  private static final int KEPT = 64;

  private final LocalCa ca;
  private final SslContext usual;
  private final Map<String, SslContext> byName =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SslContext> eldest) {
          return size() > KEPT;
        }
      };

  LocalTls(LocalCa ca) {
    this.ca = ca;
    this.usual = context(List.of("localhost", "*.localhost"), List.of("127.0.0.1", "::1"));
  }

  @Override
  public SslContext map(@Nullable String asked) {
    String name = asked == null ? "" : asked.toLowerCase(Locale.ROOT);
    if (!name.endsWith(".localhost") || name.length() > 253) {
      return usual;
    }
    synchronized (byName) {
      return byName.computeIfAbsent(name, n -> context(List.of(n), List.of()));
    }
  }

  private SslContext context(List<String> names, List<String> addresses) {
    LocalCa.Leaf leaf = ca.issue(names, addresses);
    try {
      return SslContextBuilder.forServer(leaf.key(), leaf.chain())
          .sslProvider(SslProvider.JDK)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS for " + names + " cannot be set up", e);
    }
  }
}
