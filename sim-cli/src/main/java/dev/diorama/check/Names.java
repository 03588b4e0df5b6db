package dev.diorama.check;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names that authors give to resources, where a text may speak of them by name. */
final class Names {
  private Names() {}

  static Optional<String> of(Resource resource) {
    String member =
        switch (resource.type()) {
          case "AWS::S3::Bucket" -> "BucketName";
          case "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable" -> "TableName";
          case "AWS::SQS::Queue" -> "QueueName";
          case "AWS::SNS::Topic" -> "TopicName";
          case "AWS::Lambda::Function" -> "FunctionName";
          default -> "";
        };
    return Optional.of(resource.text(member)).filter(name -> !member.isEmpty() && !name.isEmpty());
  }

  /** Whether a text, mostly an ARN, has a name as a whole part. */
  static boolean speaksOf(String text, String name) {
    return Pattern.compile("(^|[:/])" + Pattern.quote(name) + "($|[:/.])").matcher(text).find();
  }
}
