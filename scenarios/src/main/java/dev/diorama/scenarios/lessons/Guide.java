package dev.diorama.scenarios.lessons;

/** AWS's manuals, and the addresses of their pages. */
enum Guide {
  DYNAMODB("amazondynamodb/latest/developerguide"),
  API_GATEWAY("apigateway/latest/developerguide"),
  CLOUDFRONT("AmazonCloudFront/latest/DeveloperGuide"),
  S3("AmazonS3/latest/userguide"),
  LAMBDA("lambda/latest/dg"),
  COGNITO("cognito/latest/developerguide"),
  IAM("IAM/latest/UserGuide"),
  SES("ses/latest/dg"),
  SQS("AWSSimpleQueueService/latest/APIReference"),
  SNS("sns/latest/dg");

  private final String path;

  Guide(String path) {
    this.path = path;
  }

  /** The address of one of its pages. */
  String page(String name) {
    return "https://docs.aws.amazon.com/" + path + "/" + name + ".html";
  }
}
