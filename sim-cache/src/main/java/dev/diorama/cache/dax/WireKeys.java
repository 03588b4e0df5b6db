package dev.diorama.cache.dax;

import dev.diorama.cache.dax.wire.KeySchema;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The keys that were asked for by the wire of late, as they came, and what they stand for: a key
 * that is hot is read once.
 */
final class WireKeys {
  /** Keys remembered; a key has at most 3 KB, documented, and most have a few dozen bytes. */
  private static final int LIMIT = 4_096;

  /** A key as it came; numbers can come in several forms, and each is a key of its own here. */
  private static final class Form {
    private final String table;
    private final KeySchema schema;
    private final byte[] key;
    private final int hash;

    Form(String table, KeySchema schema, byte[] key) {
      this.table = table;
      this.schema = schema;
      this.key = key;
      this.hash = 31 * table.hashCode() + Arrays.hashCode(key);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A table's schema is one object as long as it stands.
    public boolean equals(Object other) {
      return other instanceof Form form
          && Arrays.equals(key, form.key)
          && table.equals(form.table)
          && schema == form.schema;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final Map<Form, DaxDataApi.Wanted> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Form, DaxDataApi.Wanted> eldest) {
          return size() > LIMIT;
        }
      };

  /**
   * What a key of a table stands for; empty for one that DynamoDB will refuse.
   *
   * @throws RuntimeException if it cannot be read, see {@link KeySchema#decode}
   */
  Optional<DaxDataApi.Wanted> wanted(String table, KeySchema schema, byte[] key) {
    Form form = new Form(table, schema, key);
    DaxDataApi.Wanted found = known.get(form);
    if (found == null) {
      Map<String, AttributeValue> attributes = schema.decode(key);
      Optional<CacheKey.Item> item = CacheKey.Item.of(table, schema.names(), attributes);
      if (item.isEmpty()) {
        return Optional.empty();
      }
      found = new DaxDataApi.Wanted(item.get(), attributes);
      known.put(form, found);
    }
    return Optional.of(found);
  }
}
