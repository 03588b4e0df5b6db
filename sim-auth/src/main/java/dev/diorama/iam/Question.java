package dev.diorama.iam;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What policies are asked: may this caller do that, in these circumstances?
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Question {
  private final Caller caller;
  private final String action;
  private final String lowerAction;
  private final String resource;
  private final RequestContext context;

  /**
   * @param action as AWS writes it, such as {@code s3:GetObject}
   * @param resource an ARN, or {@code *} for an action that has no resource of its own
   * @param context the condition keys of the request
   */
  public Question(Caller caller, String action, String resource, RequestContext context) {
    this.caller = caller;
    this.action = action;
    this.lowerAction = action.toLowerCase(Locale.ROOT);
    this.resource = resource;
    this.context = context;
  }

  /** Who asks. */
  public Caller caller() {
    return caller;
  }

  /** What they want to do. */
  public String action() {
    return action;
  }

  /** Actions are compared without regard to case. */
  String lowerAction() {
    return lowerAction;
  }

  /** What they want to do it to. */
  public String resource() {
    return resource;
  }

  /** In which circumstances. */
  public RequestContext context() {
    return context;
  }

  @Override
  public String toString() {
    return caller.arn() + " " + action + " " + resource;
  }
}
