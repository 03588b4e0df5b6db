package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * SAM's policy templates: named policies with parameters. Documented:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
final class PolicyTemplates {
  /** A statement: its actions, each without the service, and its resources after the account. */
  private record Grant(String service, String actions, List<String> resources) {}

  /** A template: the names of its parameters and its statements. */
  private record Template(List<String> parameters, List<Grant> grants) {}

  private static final String ACCOUNT =
      "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:";
  private static final String GLOBAL = "arn:${AWS::Partition}:%s:::";

  private static final Map<String, Template> TEMPLATES = templates();

  private PolicyTemplates() {}

  private static Map<String, Template> templates() {
    Map<String, Template> all = new LinkedHashMap<>();
    List<String> table = List.of("table/${tableName}", "table/${tableName}/index/*");
    List<String> bucket = List.of("${bucketName}", "${bucketName}/*");
    all.put(
        "DynamoDBCrudPolicy",
        of(
            "TableName",
            new Grant(
                "dynamodb",
                "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem"
                    + " DescribeTable ConditionCheckItem",
                table)));
    all.put(
        "DynamoDBReadPolicy",
        of(
            "TableName",
            new Grant("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable", table)));
    all.put(
        "DynamoDBWritePolicy",
        of("TableName", new Grant("dynamodb", "PutItem UpdateItem BatchWriteItem", table)));
    all.put(
        "DynamoDBStreamReadPolicy",
        of(
            "TableName StreamName",
            new Grant(
                "dynamodb",
                "DescribeStream GetRecords GetShardIterator",
                List.of("table/${tableName}/stream/${streamName}")),
            new Grant("dynamodb", "ListStreams", List.of("table/${tableName}/stream/*"))));
    all.put(
        "S3ReadPolicy",
        of(
            "BucketName",
            new Grant(
                "s3",
                "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
                bucket)));
    all.put(
        "S3WritePolicy",
        of(
            "BucketName",
            new Grant("s3", "PutObject PutObjectAcl PutLifecycleConfiguration", bucket)));
    all.put(
        "S3CrudPolicy",
        of(
            "BucketName",
            new Grant(
                "s3",
                "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl"
                    + " GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
                bucket)));
    all.put(
        "SESCrudPolicy",
        of(
            "IdentityName",
            new Grant(
                "ses",
                "GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity",
                List.of("identity/${identityName}"))));
    all.put(
        "SESSendBouncePolicy",
        of("IdentityName", new Grant("ses", "SendBounce", List.of("identity/${identityName}"))));
    all.put(
        "SESEmailTemplateCrudPolicy",
        of(
            "",
            new Grant(
                "ses",
                "CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate"
                    + " TestRenderTemplate",
                List.of("*"))));
    all.put(
        "SESBulkTemplatedCrudPolicy",
        of(
            "IdentityName",
            new Grant(
                "ses",
                "GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail"
                    + " SendBulkTemplatedEmail VerifyEmailIdentity",
                List.of("identity/${identityName}"))));
    all.put(
        "SESBulkTemplatedCrudPolicy_v2",
        of(
            "IdentityName TemplateName",
            new Grant(
                "ses",
                "SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail",
                List.of("identity/${identityName}", "template/${templateName}")),
            new Grant(
                "ses", "GetIdentityVerificationAttributes VerifyEmailIdentity", List.of("*"))));
    all.put(
        "SNSCrudPolicy",
        of(
            "TopicName",
            new Grant(
                "sns",
                "ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
                List.of("${topicName}*"))));
    all.put(
        "DynamoDBReconfigurePolicy",
        of("TableName", new Grant("dynamodb", "UpdateTable", List.of("table/${tableName}"))));
    all.put(
        "CloudWatchPutMetricPolicy",
        of("", new Grant("cloudwatch", "PutMetricData", List.of("*"))));
    all.put(
        "S3FullAccessPolicy",
        of(
            "BucketName",
            new Grant(
                "s3",
                "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject"
                    + " DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging"
                    + " GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging",
                List.of("${bucketName}/*")),
            new Grant(
                "s3",
                "ListBucket GetBucketLocation GetLifecycleConfiguration"
                    + " PutLifecycleConfiguration",
                List.of("${bucketName}"))));
    all.put(
        "LambdaInvokePolicy",
        of(
            "FunctionName",
            new Grant("lambda", "InvokeFunction", List.of("function:${functionName}*"))));
    all.put(
        "SQSPollerPolicy",
        of(
            "QueueName",
            new Grant(
                "sqs",
                "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage"
                    + " DeleteMessageBatch GetQueueAttributes ReceiveMessage",
                List.of("${queueName}"))));
    all.put(
        "SQSSendMessagePolicy",
        of("QueueName", new Grant("sqs", "SendMessage*", List.of("${queueName}"))));
    all.put(
        "SNSPublishMessagePolicy",
        of("TopicName", new Grant("sns", "Publish", List.of("${topicName}"))));
    all.put(
        "VPCAccessPolicy",
        of(
            "",
            new Grant(
                "ec2",
                "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces"
                    + " DetachNetworkInterface",
                List.of("*"))));
    return all;
  }

  private static Template of(String parameters, Grant... grants) {
    return new Template(words(parameters), List.of(grants));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }

  /**
   * The policy document of a template with its parameters filled in.
   *
   * @param values the parameters' values; those the template does not have play no part, as on AWS
   */
  static Json document(SamResource function, String name, Json values) {
    Template template = TEMPLATES.get(name);
    if (template == null) {
      throw function.refused("Diorama does not support the policy template " + name + ".");
    }
    if (!(values instanceof Json.Obj)) {
      throw function.refused(
          "Must specify valid parameter values for policy template '" + name + "'");
    }
    List<String> missing = new ArrayList<>();
    for (String parameter : template.parameters()) {
      if (values.get(parameter).isEmpty()) {
        missing.add("'" + parameter + "'");
      }
    }
    if (!missing.isEmpty()) {
      throw function.refused(
          "Following required parameters of template '" + name + "' don't have values: " + missing);
    }
    List<Json> statements = new ArrayList<>();
    template.grants().forEach(grant -> statements.add(statement(template, grant, values)));
    return Json.object().put("Statement", new Json.Arr(statements)).build();
  }

  private static Json statement(Template template, Grant grant, Json values) {
    List<String> actions = new ArrayList<>();
    words(grant.actions()).forEach(action -> actions.add(grant.service() + ":" + action));
    List<Json> resources = new ArrayList<>();
    grant.resources().forEach(path -> resources.add(resource(template, grant, path, values)));
    return Json.object()
        .put("Effect", "Allow")
        .put("Action", Json.strings(actions))
        .put("Resource", resources.size() == 1 ? resources.get(0) : new Json.Arr(resources))
        .build();
  }

  private static Json resource(Template template, Grant grant, String path, Json values) {
    if (path.equals("*")) {
      return Json.of(path);
    }
    Map<String, Json> used = new LinkedHashMap<>();
    for (String parameter : template.parameters()) {
      String variable = parameter.substring(0, 1).toLowerCase(Locale.ROOT) + parameter.substring(1);
      if (path.contains("${" + variable + "}")) {
        used.put(variable, values.get(parameter).orElseThrow());
      }
    }
    String arn = grant.service().equals("s3") ? GLOBAL : ACCOUNT;
    return Intrinsic.sub(
        String.format(Locale.ROOT, arn, grant.service()) + path, new Json.Obj(used));
  }
}
