package dev.diorama.cache.dax.wire;

/** Bytes that are not what the protocol says they should be; the connection's fault, not ours. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Malformed(String what) {
    super(what);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
