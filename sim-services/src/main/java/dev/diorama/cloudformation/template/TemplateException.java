package dev.diorama.cloudformation.template;

import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The refusal of a template; the message is CloudFormation's own wording where it has one.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SourceNode.@Nullable Mark mark;

  /** A refusal in these words. */
  public TemplateException(String message) {
    this(message, Optional.empty());
  }

  /** A refusal of what stands at a place. */
  public TemplateException(String message, Optional<SourceNode.Mark> mark) {
    super(message);
    this.mark = mark.orElse(null);
  }

  /** The refusal's words; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Where in the text it is, when that is known. */
  public Optional<SourceNode.Mark> mark() {
    return Optional.ofNullable(mark);
  }
}
