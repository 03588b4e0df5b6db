package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.function;
import static dev.diorama.cloudformation.sam.Sam.properties;
import static dev.diorama.cloudformation.sam.Sam.refusal;
import static dev.diorama.cloudformation.sam.Sam.resources;
import static dev.diorama.cloudformation.sam.Sam.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamPoliciesTest {
  private static final String BASIC =
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

  private static Json role(String policies) {
    return properties(resources(function("F", "Policies: " + policies)), "FRole");
  }

  private static List<String> managed(String policies) {
    List<String> arns = new ArrayList<>();
    role(policies)
        .get("ManagedPolicyArns")
        .orElseThrow()
        .items()
        .forEach(arn -> arns.add(arn.text().orElse(arn.write())));
    return arns;
  }

  @Test
  void policies_names_becomeArnsOfManagedPolicies() {
    assertThat(managed("[AmazonS3ReadOnlyAccess, AWSLambdaDynamoDBExecutionRole]"))
        .containsExactly(
            BASIC,
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole");
  }

  @Test
  void policies_arnsAndFunctions_stayAsWritten() {
    assertThat(managed("[arn:aws:iam::1:policy/mine, !Ref Other]"))
        .containsExactly(BASIC, "arn:aws:iam::1:policy/mine", "{\"Ref\":\"Other\"}");
  }

  @Test
  void policies_oneText_isAListOfOne() {
    assertThat(managed("AmazonS3ReadOnlyAccess")).hasSize(2);
  }

  @Test
  void policies_namingWhatIsThereAlready_addNothing() {
    assertThat(managed("[AWSLambdaBasicExecutionRole, " + BASIC + "]")).containsExactly(BASIC);
  }

  @Test
  void policies_documents_areNumberedByTheirPlaceInTheList() {
    Json role =
        role(
            "[AmazonS3ReadOnlyAccess, {Version: '2012-10-17', Statement: [{Sid: A}]}, {Statement:"
                + " {Sid: B}}]");

    assertThat(role.get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FRolePolicy1
                  PolicyDocument: {Version: '2012-10-17', Statement: [{Sid: A}]}
                - PolicyName: FRolePolicy2
                  PolicyDocument: {Statement: {Sid: B}}
                """));
  }

  @Test
  void policies_none_leaveTheRoleWithoutInlineOnes() {
    assertThat(role("[]").get("Policies")).isEmpty();
  }

  @Test
  void vpcConfig_letsTheRoleMakeInterfaces() {
    Json role = properties(resources(function("F", "VpcConfig: {SubnetIds: [s]}")), "FRole");

    assertThat(role.get("ManagedPolicyArns").orElseThrow().items())
        .containsExactly(
            Json.of(BASIC),
            Json.of("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DynamoDBReadPolicy: {TableName: !Ref T} | dynamodb:GetItem, dynamodb:Scan, dynamodb:Query,"
            + " dynamodb:BatchGetItem, dynamodb:DescribeTable"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}/index/*"
            + " | {tableName: !Ref T}",
        "DynamoDBWritePolicy: {TableName: t} | dynamodb:PutItem, dynamodb:UpdateItem,"
            + " dynamodb:BatchWriteItem"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}/index/*"
            + " | {tableName: t}",
        "DynamoDBCrudPolicy: {TableName: t} | dynamodb:GetItem, dynamodb:DeleteItem,"
            + " dynamodb:PutItem, dynamodb:Scan, dynamodb:Query, dynamodb:UpdateItem,"
            + " dynamodb:BatchWriteItem, dynamodb:BatchGetItem, dynamodb:DescribeTable,"
            + " dynamodb:ConditionCheckItem"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}"
            + " | dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}/index/*"
            + " | {tableName: t}",
        "S3ReadPolicy: {BucketName: b} | s3:GetObject, s3:ListBucket, s3:GetBucketLocation,"
            + " s3:GetObjectVersion, s3:GetLifecycleConfiguration"
            + " | s3:::${bucketName} | s3:::${bucketName}/* | {bucketName: b}",
        "S3WritePolicy: {BucketName: b} | s3:PutObject, s3:PutObjectAcl,"
            + " s3:PutLifecycleConfiguration"
            + " | s3:::${bucketName} | s3:::${bucketName}/* | {bucketName: b}",
        "S3CrudPolicy: {BucketName: b} | s3:GetObject, s3:ListBucket, s3:GetBucketLocation,"
            + " s3:GetObjectVersion, s3:PutObject, s3:PutObjectAcl, s3:GetLifecycleConfiguration,"
            + " s3:PutLifecycleConfiguration, s3:DeleteObject"
            + " | s3:::${bucketName} | s3:::${bucketName}/* | {bucketName: b}",
      })
  void policyTemplate_withTwoResources_becomesADocument(
      String template, String actions, String first, String second, String values) {
    assertThat(role("[{" + template + "}]").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FRolePolicy0
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Action: ['%s']
                        Resource:
                          - !Sub ['arn:${AWS::Partition}:%s', %s]
                          - !Sub ['arn:${AWS::Partition}:%s', %s]
                """
                    .formatted(actions.replace(", ", "', '"), first, values, second, values)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SESCrudPolicy: {IdentityName: i} | ses:GetIdentityVerificationAttributes, ses:SendEmail,"
            + " ses:SendRawEmail, ses:VerifyEmailIdentity"
            + " | ses:${AWS::Region}:${AWS::AccountId}:identity/${identityName}"
            + " | {identityName: i}",
        "LambdaInvokePolicy: {FunctionName: f} | lambda:InvokeFunction"
            + " | lambda:${AWS::Region}:${AWS::AccountId}:function:${functionName}*"
            + " | {functionName: f}",
        "SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName} | sqs:ChangeMessageVisibility,"
            + " sqs:ChangeMessageVisibilityBatch, sqs:DeleteMessage, sqs:DeleteMessageBatch,"
            + " sqs:GetQueueAttributes, sqs:ReceiveMessage"
            + " | sqs:${AWS::Region}:${AWS::AccountId}:${queueName}"
            + " | {queueName: !GetAtt Q.QueueName}",
        "SQSSendMessagePolicy: {QueueName: q} | sqs:SendMessage*"
            + " | sqs:${AWS::Region}:${AWS::AccountId}:${queueName} | {queueName: q}",
        "SNSPublishMessagePolicy: {TopicName: t} | sns:Publish"
            + " | sns:${AWS::Region}:${AWS::AccountId}:${topicName} | {topicName: t}",
      })
  void policyTemplate_withOneResource_becomesADocument(
      String template, String actions, String resource, String values) {
    assertThat(role("[{" + template + "}]").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FRolePolicy0
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Action: ['%s']
                        Resource: !Sub ['arn:${AWS::Partition}:%s', %s]
                """
                    .formatted(actions.replace(", ", "', '"), resource, values)));
  }

  @Test
  void policyTemplate_streamReader_hasTwoStatements() {
    assertThat(role("[{DynamoDBStreamReadPolicy: {TableName: t, StreamName: s}}]").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FRolePolicy0
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator']
                        Resource: !Sub
                          - arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}/stream/${streamName}
                          - {tableName: t, streamName: s}
                      - Effect: Allow
                        Action: ['dynamodb:ListStreams']
                        Resource: !Sub
                          - arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${tableName}/stream/*
                          - {tableName: t}
                """));
  }

  @Test
  void policyTemplate_withoutParameters_becomesADocument() {
    assertThat(role("[{VPCAccessPolicy: {}}]").get("Policies"))
        .contains(
            yaml(
                """
                - PolicyName: FRolePolicy0
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Action: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DetachNetworkInterface']
                        Resource: '*'
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{DynamoDBCrudPolicy: {}}] | Following required parameters of template"
            + " 'DynamoDBCrudPolicy' don't have values: ['TableName']",
        "[{DynamoDBCrudPolicy: t}] | Must specify valid parameter values for policy template"
            + " 'DynamoDBCrudPolicy'",
        "[{KMSDecryptPolicy: {KeyId: k}}] | Diorama does not support the policy template"
            + " KMSDecryptPolicy.",
        "[{Effect: Allow, Action: x}] | Policy at index 0 in the 'Policies' property is not valid",
        "[AmazonS3FullAccess, {Foo: 1}] | Policy at index 1 in the 'Policies' property is not"
            + " valid",
        "[3] | Policy at index 0 in the 'Policies' property is not valid",
        "[!If [C, a, b]] | Diorama does not support Fn::If within the property Policies of"
            + " AWS::Serverless::Function.",
      })
  void policies_thatAreNone_areRefused(String policies, String why) {
    assertThat(refusal("Resources:\n" + function("F", "Policies: " + policies).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [F] is invalid. " + why);
  }
}
