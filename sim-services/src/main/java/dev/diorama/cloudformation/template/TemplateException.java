package dev.diorama.cloudformation.template;

import org.apiguardian.api.API;

/**
 * The refusal of a template; the message is CloudFormation's own wording where it has one.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal in these words. */
  public TemplateException(String message) {
    super(message);
  }

  /** The refusal's words; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
