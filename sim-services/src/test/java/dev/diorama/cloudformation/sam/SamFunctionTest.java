package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.function;
import static dev.diorama.cloudformation.sam.Sam.properties;
import static dev.diorama.cloudformation.sam.Sam.refusal;
import static dev.diorama.cloudformation.sam.Sam.resources;
import static dev.diorama.cloudformation.sam.Sam.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamFunctionTest {
  private static final String TYPE = "AWS::Serverless::Function";

  @Test
  void function_smallest_becomesFunctionAndRole() {
    assertThat(resources(function("F", "")))
        .isEqualTo(
            yaml(
                """
                F:
                  Type: AWS::Lambda::Function
                  Properties:
                    Code: {S3Bucket: b, S3Key: k}
                    Handler: a.B::c
                    Runtime: java17
                    Role: !GetAtt FRole.Arn
                    Tags: [{Key: 'lambda:createdBy', Value: SAM}]
                FRole:
                  Type: AWS::IAM::Role
                  Properties:
                    AssumeRolePolicyDocument:
                      Version: '2012-10-17'
                      Statement:
                        - Action: ['sts:AssumeRole']
                          Effect: Allow
                          Principal: {Service: [lambda.amazonaws.com]}
                    ManagedPolicyArns:
                      - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
                    Tags: [{Key: 'lambda:createdBy', Value: SAM}]
                """));
  }

  @Test
  void function_allItsProperties_arePassedOn() {
    String passed =
        "FunctionName: !Sub '${AWS::StackName}-f', Description: d, MemorySize: !Ref M, Timeout: 3,"
            + " VpcConfig: {SubnetIds: [s]}, Environment: {Variables: {A: b}},"
            + " ReservedConcurrentExecutions: 2, Layers: [l], Architectures: [arm64],"
            + " SnapStart: {ApplyOn: PublishedVersions}, EphemeralStorage: {Size: 1024},"
            + " LoggingConfig: {LogFormat: JSON}, PackageType: Zip";

    Json function = properties(resources(function("F", passed)), "F");

    yaml("{" + passed + "}")
        .members()
        .forEach((name, value) -> assertThat(function.get(name)).contains(value));
  }

  @Test
  void function_itsAttributes_areTakenOver() {
    Json resources =
        Sam.transform(
                """
                Conditions: {C: !Equals [a, a]}
                Resources:
                  Q: {Type: AWS::SQS::Queue}
                  F:
                    Type: AWS::Serverless::Function
                    Condition: C
                    DependsOn: Q
                    DeletionPolicy: Retain
                    UpdateReplacePolicy: Delete
                    Metadata: {a: b}
                    Properties: {Handler: h, Runtime: java17, CodeUri: s3://b/k}
                """)
            .get("Resources")
            .orElseThrow();

    for (String id : new String[] {"F", "FRole"}) {
      assertThat(resources.at(id, "Condition")).contains(Json.of("C"));
      assertThat(resources.at(id, "DeletionPolicy")).contains(Json.of("Retain"));
      assertThat(resources.at(id, "UpdateReplacePolicy")).contains(Json.of("Delete"));
    }
    assertThat(resources.at("F", "DependsOn")).contains(Json.of("Q"));
    assertThat(resources.at("F", "Metadata", "a")).contains(Json.of("b"));
    assertThat(resources.at("FRole", "DependsOn")).isEmpty();
    assertThat(resources.at("FRole", "Metadata")).isEmpty();
  }

  @Test
  void tags_ofFunction_followSamsOwnOnFunctionAndRole() {
    Json resources = resources(function("F", "Tags: {team: blue, empty: }"));

    Json tags =
        yaml(
            "[{Key: 'lambda:createdBy', Value: SAM}, {Key: team, Value: blue},"
                + " {Key: empty, Value: ''}]");
    assertThat(properties(resources, "F").get("Tags")).contains(tags);
    assertThat(properties(resources, "FRole").get("Tags")).contains(tags);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3://b/some/key.zip | {S3Bucket: b, S3Key: some/key.zip}",
        "s3://b/k?versionId=7 | {S3Bucket: b, S3Key: k, S3ObjectVersion: '7'}",
        "{Bucket: b, Key: k} | {S3Bucket: b, S3Key: k}",
        "{Bucket: !Ref B, Key: k, Version: v} | {S3Bucket: !Ref B, S3Key: k, S3ObjectVersion: v}",
        "../../target/lambda.zip | {S3Bucket: diorama-classpath, S3Key: ../../target/lambda.zip}",
        ". | {S3Bucket: diorama-classpath, S3Key: .}",
      })
  void codeUri_inAnyForm_becomesLambdasCode(String uri, String code) {
    Json function =
        properties(
            resources(
                "F:\n  Type: AWS::Serverless::Function\n  Properties: {Handler: h, Runtime: r,"
                    + " CodeUri: "
                    + uri
                    + "}"),
            "F");

    assertThat(function.get("Code")).contains(yaml(code));
  }

  @Test
  void tracing_active_tracesAndLetsTheRoleWriteTraces() {
    Json resources = resources(function("F", "Tracing: Active"));

    assertThat(properties(resources, "F").at("TracingConfig", "Mode")).contains(Json.of("Active"));
    assertThat(properties(resources, "FRole").get("ManagedPolicyArns").orElseThrow().items())
        .contains(Json.of("arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"));
  }

  @Test
  void tracing_disabled_isNoTracing() {
    Json resources = resources(function("F", "Tracing: Disabled"));

    assertThat(properties(resources, "F").get("TracingConfig")).isEmpty();
    assertThat(properties(resources, "FRole").get("ManagedPolicyArns").orElseThrow().items())
        .hasSize(1);
  }

  @Test
  void role_given_makesNoneAndUsesNoPolicies() {
    Json resources =
        resources(function("F", "Role: !GetAtt Mine.Arn, Policies: AmazonS3FullAccess"));

    assertThat(resources.members()).containsOnlyKeys("F");
    assertThat(properties(resources, "F").get("Role")).contains(yaml("!GetAtt Mine.Arn"));
  }

  @Test
  void role_made_hasPathBoundaryAndTrustAsGiven() {
    Json role =
        properties(
            resources(
                function(
                    "F",
                    "RolePath: /p/, PermissionsBoundary: arn:x, AssumeRolePolicyDocument:"
                        + " {Statement: []}")),
            "FRole");

    assertThat(role.get("Path")).contains(Json.of("/p/"));
    assertThat(role.get("PermissionsBoundary")).contains(Json.of("arn:x"));
    assertThat(role.get("AssumeRolePolicyDocument")).contains(yaml("{Statement: []}"));
  }

  @Test
  void propagateTags_false_meansNothing() {
    assertThat(properties(resources(function("F", "PropagateTags: false")), "F").get("Tags"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AutoPublishAlias: live",
        "AutoPublishAliasAllProperties: true",
        "AutoPublishCodeSha256: x",
        "CapacityProviderConfig: {}",
        "CodeSigningConfigArn: x",
        "DeploymentPreference: {Type: AllAtOnce}",
        "DurableConfig: {}",
        "FileSystemConfigs: []",
        "FunctionScalingConfig: {}",
        "FunctionUrlConfig: {AuthType: NONE}",
        "ImageConfig: {}",
        "ImageUri: x",
        "InlineCode: x",
        "KmsKeyArn: x",
        "PropagateTags: true",
        "ProvisionedConcurrencyConfig: {}",
        "PublishToLatestPublished: true",
        "RuntimeManagementConfig: {}",
        "SourceKMSKeyArn: x",
        "TenancyConfig: {}",
        "VersionDeletionPolicy: Retain",
        "VersionDescription: x",
      })
  void function_withWhatIsNotSimulated_isRefusedByName(String property) {
    String name = property.substring(0, property.indexOf(':'));

    assertThat(refusal("Resources:\n" + function("F", property).indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [F] is invalid. Diorama does not support the property "
                + name
                + " of "
                + TYPE
                + ".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Foo: 1 | property Foo not defined for resource of type AWS::Serverless::Function",
        "Role: [a] | Property 'Role' should be a string.",
        "Tags: [a] | Property 'Tags' should be a map.",
        "Tags: !Ref T | Diorama does not support functions in place of the property 'Tags'.",
        "Tracing: 3 | Type of property 'Tracing' is invalid.",
        "Events: [a] | Type of property 'Events' is invalid.",
        "Policies: 3 | Type of property 'Policies' is invalid.",
        "Layers: l | Type of property 'Layers' is invalid.",
        "Environment: x | Type of property 'Environment' is invalid.",
        "Environment: {Variables: x} | Type of property 'Environment' is invalid.",
        "PackageType: Tar | invalid 'PackageType' : Tar",
        "PackageType: Image | Diorama does not support PackageType Image of"
            + " AWS::Serverless::Function.",
        "Role: !If [C, !Ref 'AWS::NoValue', x] | Diorama does not support AWS::NoValue within the"
            + " property Role of AWS::Serverless::Function.",
        "Tags: {'lambda:createdBy': me} | lambda:createdBy is a reserved Tag key name and cannot be"
            + " set on your resource. Please change the tag key in the input.",
      })
  void function_withWhatIsWrong_isRefusedInTheTransformsWords(String property, String why) {
    assertThat(refusal("Resources:\n" + function("F", property).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [F] is invalid. " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Handler: h, Runtime: r | Only one of 'InlineCode' or 'CodeUri' can be set.",
        "Handler: h, CodeUri: x | Runtime and Handler needs to be present when PackageType is of"
            + " type `Zip`",
        "Runtime: r, CodeUri: x | Runtime and Handler needs to be present when PackageType is of"
            + " type `Zip`",
        "Handler: h, Runtime: r, CodeUri: {Key: k} | 'CodeUri' requires Bucket and Key properties"
            + " to be specified.",
        "Handler: h, Runtime: r, CodeUri: {Bucket: b, Key: k, X: y} | Property 'CodeUri.X' is an"
            + " invalid property.",
        "Handler: h, Runtime: r, CodeUri: !Ref U | 'CodeUri' requires Bucket and Key properties to"
            + " be specified.",
        "Handler: h, Runtime: r, CodeUri: [a] | 'CodeUri' must be of type dict or string.",
        "Handler: h, Runtime: r, CodeUri: 'https://b/k' | 'CodeUri' is not a valid S3 Uri of the"
            + " form 's3://bucket/key' with optional versionId query parameter.",
        "Handler: h, Runtime: r, CodeUri: 's3://b' | 'CodeUri' is not a valid S3 Uri of the form"
            + " 's3://bucket/key' with optional versionId query parameter.",
      })
  void function_withoutWhatItNeeds_isRefused(String properties, String why) {
    assertThat(
            refusal(
                "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {"
                    + properties
                    + "}\n"))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [F] is invalid. " + why);
  }

  @Test
  void role_whoseIdIsTaken_isRefused() {
    assertThat(
            refusal(
                "Resources:\n" + (function("F", "") + "FRole: {Type: AWS::SNS::Topic}").indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Transforming resource with id [F] attempts to create a new resource with id"
                + " [FRole] and type \"AWS::IAM::Role\". A resource with that id already exists"
                + " within this template. Please use a different id for that resource.");
  }

  @Test
  void properties_null_areAsIfAbsent() {
    Json function = properties(resources(function("F", "Description: , Role: ")), "F");

    assertThat(function.get("Description")).isEmpty();
    assertThat(function.get("Role")).isEqualTo(Optional.of(yaml("!GetAtt FRole.Arn")));
  }
}
