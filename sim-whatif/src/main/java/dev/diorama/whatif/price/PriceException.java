package dev.diorama.whatif.price;

import org.apiguardian.api.API;

/**
 * A price list that cannot be read, or a price that is not in it; the message says what to mend.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PriceException extends RuntimeException {
  PriceException(String message) {
    super(message);
  }
}
