package dev.diorama.lambda.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.io.OutputStream;
import org.apiguardian.api.API;

/**
 * A function's handler, whatever form it was written in, as the runtime calls it.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@FunctionalInterface
public interface Handler {
  /**
   * Handles one event.
   *
   * @throws Throwable whatever the function's code throws, or a {@link HandlerFault}
   */
  void handle(InputStream event, OutputStream answer, Context context) throws Throwable;
}
