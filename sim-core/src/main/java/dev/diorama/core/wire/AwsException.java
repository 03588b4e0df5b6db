package dev.diorama.core.wire;

import dev.diorama.core.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * "AWS says no": the one exception that services throw and that the codec writes to the wire.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AwsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final ErrorCode.Side side;
  private final transient Map<String, Json> fields;

  /**
   * A failure to be written to the wire.
   *
   * @param fields further members of the error's body, such as {@code CancellationReasons}
   */
  public AwsException(
      String code, int status, ErrorCode.Side side, String message, Map<String, Json> fields) {
    super(message);
    this.code = code;
    this.status = status;
    this.side = side;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The error code. */
  public String code() {
    return code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whose fault it is. */
  public ErrorCode.Side side() {
    return side;
  }

  /** AWS's message; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Further members of the error's body. */
  public Map<String, Json> fields() {
    return fields;
  }

  /** The same failure with one more member in its body. */
  public AwsException withField(String name, Json value) {
    Map<String, Json> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new AwsException(code, status, side, message(), more);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    // A refusal is an answer, made thousands of times a second; where it came from is in the trace.
    return this;
  }
}
