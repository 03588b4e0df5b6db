package dev.diorama.cache.dax.wire;

import java.util.Optional;

/** What a client can ask, by the number it goes by and how many values follow that number. */
enum Method {
  AUTHORIZE_CONNECTION(1_489_122_155, 5),
  ENDPOINTS(455_855_874, 0),
  DEFINE_KEY_SCHEMA(-742_646_399, 1),
  DEFINE_ATTRIBUTE_LIST_ID(-1_230_579_644, 1),
  DEFINE_ATTRIBUTE_LIST(670_678_385, 1),
  GET_ITEM(263_244_906, 3),
  PUT_ITEM(-2_106_490_455, 4),
  UPDATE_ITEM(1_425_579_023, 3),
  DELETE_ITEM(1_013_539_361, 3),
  QUERY(-931_250_863, 3),
  SCAN(-1_875_390_620, 2),
  BATCH_GET_ITEM(-697_851_100, 2),
  BATCH_WRITE_ITEM(116_217_951, 2),
  TRANSACT_GET_ITEMS(1_866_287_579, 4),
  TRANSACT_WRITE_ITEMS(-1_160_037_738, 9);

  private final int id;
  private final int arguments;

  Method(int id, int arguments) {
    this.id = id;
    this.arguments = arguments;
  }

  int id() {
    return id;
  }

  int arguments() {
    return arguments;
  }

  static Optional<Method> of(long id) {
    for (Method method : values()) {
      if (method.id == id) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
