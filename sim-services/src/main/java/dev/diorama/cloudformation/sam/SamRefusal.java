package dev.diorama.cloudformation.sam;

import dev.diorama.cloudformation.template.TemplateException;
import java.util.Collection;

/** The refusal of one part of a template; several make up the refusal of the whole. */
final class SamRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private SamRefusal(String message) {
    super(message);
  }

  /** A resource is not as it must be. */
  static SamRefusal resource(String logicalId, String why) {
    return new SamRefusal("Resource with id [" + logicalId + "] is invalid. " + why);
  }

  /** An event of a function is not as it must be. */
  static SamRefusal event(String functionId, String eventId, String why) {
    return resource(functionId, "Event with id [" + eventId + "] is invalid. " + why);
  }

  /** Something besides the resources is not as it must be. */
  static SamRefusal structure(String why) {
    return new SamRefusal("Structure of the SAM template is invalid. " + why);
  }

  static SamRefusal globals(String why) {
    return new SamRefusal("'Globals' section is invalid. " + why);
  }

  /** A resource that the transform makes would take another's place. */
  static SamRefusal duplicate(String logicalId, String duplicate, String type) {
    return new SamRefusal(
        "Transforming resource with id ["
            + logicalId
            + "] attempts to create a new resource with id ["
            + duplicate
            + "] and type \""
            + type
            + "\". A resource with that id already exists within this template. Please use a"
            + " different id for that resource.");
  }

  String message() {
    return String.valueOf(getMessage());
  }

  /** The refusal of the whole template, worded as CloudFormation words a failed transform. */
  static TemplateException document(Collection<String> causes) {
    return new TemplateException(
        "Transform "
            + SamTransform.NAME
            + " failed with: Invalid Serverless Application Specification document. Number of"
            + " errors found: "
            + causes.size()
            + ". "
            + String.join(" ", causes));
  }
}
