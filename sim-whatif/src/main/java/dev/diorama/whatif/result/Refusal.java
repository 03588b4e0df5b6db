package dev.diorama.whatif.result;

import java.io.Serializable;
import org.apiguardian.api.API;

/**
 * Requests of viewers that were not answered as they should be.
 *
 * @param reason why
 * @param id the logical id of what turned them away
 * @param route the route, such as {@code GET /todos}
 * @param requests how many
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Refusal(Reason reason, String id, String route, long requests)
    implements Serializable {

  /** Why a request is turned away, with the status that the viewer sees. */
  public enum Reason {
    METHOD_THROTTLE(429, "the method's bucket at API Gateway was empty"),
    ACCOUNT_THROTTLE(429, "the account's bucket at API Gateway was empty"),
    FUNCTION_CONCURRENCY(500, "Lambda had no execution environment left"),
    CLUSTER_THROTTLE(502, "the DAX cluster had more to do than it can"),
    TABLE_THROTTLE(502, "DynamoDB throttled, and the function gave up"),
    FUNCTION_TIMEOUT(502, "the function ran into its own time limit"),
    INTEGRATION_TIMEOUT(504, "API Gateway had waited long enough");

    private final int status;
    private final String words;

    Reason(int status, String words) {
      this.status = status;
      this.words = words;
    }

    /** The HTTP status that the viewer sees. */
    public int status() {
      return status;
    }

    /** In words, for reports. */
    public String words() {
      return words;
    }
  }
}
