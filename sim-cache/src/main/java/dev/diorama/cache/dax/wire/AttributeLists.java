package dev.diorama.cache.dax.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The numbers that stand for lists of attribute names on the wire, for all nodes and tables alike.
 *
 * <p>Clients keep both directions for ever. A number is therefore a hash of the names: it means the
 * same after a restart, and in a cloud made anew. As with DAX nothing is ever forgotten; the memory
 * that strangers can fill so is bounded.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AttributeLists {
  /** The number of the empty list, which no one asks for. */
  static final long EMPTY = 1;

  /** Numbers have to stay below 2^53, or JavaScript clients refuse them. */
  private static final long MASK = (1L << 48) - 1;

  /** All names kept, bytes; assumed: a node of DAX fails at its memory. */
  private static final long MAX_BYTES = 64L << 20;

  /** What a list weighs beside its names, bytes; about two map entries and a list. */
  private static final int OVERHEAD = 200;

  private final Map<Long, List<String>> byId = new LinkedHashMap<>();
  private final Map<List<String>, Long> byNames = new LinkedHashMap<>();
  private long bytes;

  /** Only the empty list. */
  public AttributeLists() {
    byId.put(EMPTY, List.of());
    byNames.put(List.of(), EMPTY);
  }

  /** The number of a list, given now if it has none; empty when there is no more room. */
  synchronized Optional<Long> id(List<String> names) {
    Long known = byNames.get(names);
    if (known != null) {
      return Optional.of(known);
    }
    long weight = OVERHEAD;
    for (String name : names) {
      weight += name.length() * 2L + OVERHEAD / 4;
    }
    if (bytes + weight > MAX_BYTES) {
      return Optional.empty();
    }
    bytes += weight;
    long id = hash(names);
    while (id <= EMPTY || byId.containsKey(id)) {
      id = id + 1 & MASK;
    }
    List<String> kept = List.copyOf(names);
    byId.put(id, kept);
    byNames.put(kept, id);
    return Optional.of(id);
  }

  /** The names that a number stands for. */
  synchronized Optional<List<String>> names(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  private static long hash(List<String> names) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        digest.update(utf8);
      }
      return ByteBuffer.wrap(digest.digest()).getLong() & MASK;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
