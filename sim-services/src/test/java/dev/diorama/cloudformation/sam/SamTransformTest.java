package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.api;
import static dev.diorama.cloudformation.sam.Sam.caller;
import static dev.diorama.cloudformation.sam.Sam.function;
import static dev.diorama.cloudformation.sam.Sam.ids;
import static dev.diorama.cloudformation.sam.Sam.properties;
import static dev.diorama.cloudformation.sam.Sam.refusal;
import static dev.diorama.cloudformation.sam.Sam.resources;
import static dev.diorama.cloudformation.sam.Sam.transform;
import static dev.diorama.cloudformation.sam.Sam.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamTransformTest {
  @Test
  void template_withoutTransform_staysAsItIs() {
    Json.Obj template = Template.read("Resources: {F: {Type: AWS::Serverless::Function}}").tree();

    assertThat(SamTransform.apply(template)).isSameAs(template);
  }

  @Test
  void template_transformed_keepsItsOtherSectionsAndLosesSamsOwn() {
    Json.Obj template =
        transform(
            """
            AWSTemplateFormatVersion: '2010-09-09'
            Description: d
            Metadata: {a: b}
            Parameters: {P: {Type: String}}
            Mappings: {M: {a: {b: c}}}
            Conditions: {C: !Equals [a, a]}
            Globals: {Function: {Timeout: 3}}
            Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}}
            Outputs: {O: {Value: !Ref Q}}
            """);

    assertThat(template)
        .isEqualTo(
            yaml(
                """
                AWSTemplateFormatVersion: '2010-09-09'
                Description: d
                Metadata: {a: b}
                Parameters: {P: {Type: String}}
                Mappings: {M: {a: {b: c}}}
                Conditions: {C: !Equals [a, a]}
                Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}}
                Outputs: {O: {Value: !Ref Q}}
                """));
  }

  @Test
  void template_transformedTwice_givesTheSameText() {
    String text =
        "Resources:\n"
            + (api("A", "") + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")).indent(2);

    assertThat(transform(text).write()).isEqualTo(transform(text).write());
  }

  @Test
  void resources_keepTheirPlaces() {
    assertThat(
            resources(
                    "Q: {Type: AWS::SQS::Queue}\n"
                        + function("F", "")
                        + "T: {Type: AWS::SNS::Topic}\n"
                        + caller("G", "Path: /x, Method: get"))
                .members()
                .keySet()
                .stream()
                .map(id -> id.replaceAll("[0-9a-f]{10}$", "")))
        .containsExactly(
            "Q",
            "F",
            "FRole",
            "T",
            "G",
            "GRole",
            "GEPermissionProd",
            "ServerlessRestApi",
            "ServerlessRestApiDeployment",
            "ServerlessRestApiProdStage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AWS::Include", "[AWS::Serverless-2016-10-31, AWS::LanguageExtensions]", "{a: b}"})
  void transform_thatIsAnother_isRefusedByName(String transform) {
    Json.Obj tree =
        Template.read("Transform: " + transform + "\nResources: {Q: {Type: AWS::SQS::Queue}}")
            .tree();

    assertThatThrownBy(() -> SamTransform.apply(tree))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("Diorama does not support the transform ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS::Serverless::Application",
        "AWS::Serverless::Connector",
        "AWS::Serverless::GraphQLApi",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::LayerVersion",
        "AWS::Serverless::StateMachine",
        "AWS::Serverless::WebSocketApi",
        "AWS::Serverless::Nonsense",
      })
  void resource_ofAnotherSamType_isRefusedByName(String type) {
    assertThat(refusal("Resources: {X: {Type: " + type + "}}"))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [X] is invalid. Diorama does not support the resource type "
                + type
                + ".");
  }

  @Test
  void errors_areCountedAndSaidAtOnce() {
    assertThat(
            refusal(
                "Resources:\n"
                    + (api("A", "Foo: 1")
                            + function("F", "Bar: 1")
                            + "T: {Type: AWS::Serverless::SimpleTable, Properties: {Baz: 1}}")
                        .indent(2)))
        .isEqualTo(
            "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application"
                + " Specification document. Number of errors found: 3. Resource with id [F] is"
                + " invalid. property Bar not defined for resource of type"
                + " AWS::Serverless::Function Resource with id [A] is invalid. property Foo not"
                + " defined for resource of type AWS::Serverless::Api Resource with id [T] is"
                + " invalid. property Baz not defined for resource of type"
                + " AWS::Serverless::SimpleTable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Condition: [C] | Structure of the SAM template is invalid. Every Condition member must be"
            + " a string.",
        "Connectors: {} | Resource with id [F] is invalid. Diorama does not support the attribute"
            + " Connectors.",
      })
  void attributes_thatAreWrong_areRefused(String attribute, String why) {
    assertThat(
            refusal(
                "Resources:\n"
                    + ("F:\n  Type: AWS::Serverless::Function\n  " + attribute).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 'Resources' section is required",
        "{Resources: {}} | 'Resources' section is required",
        "{Resources: {A: 3}} | All 'Resources' must be Objects. If you're using YAML, this may be"
            + " an indentation issue.",
      })
  void tree_thatIsNoTemplate_isRefused(String rest, String why) {
    Json.Obj tree = Swagger.with((Json.Obj) yaml(rest), "Transform", Json.of(SamTransform.NAME));

    assertThatThrownBy(() -> SamTransform.apply(tree))
        .isInstanceOf(TemplateException.class)
        .hasMessage(Sam.ONE_ERROR + "Structure of the SAM template is invalid. " + why);
  }

  @Test
  void references_toWhatWasMade_areResolvedEverywhere() {
    Json.Obj template =
        transform(
            "Resources:\n"
                + (api("A", "") + "Q: {Type: AWS::SQS::Queue, Properties: {X: !Ref A.Stage}}")
                    .indent(2)
                + """
                Outputs:
                  Stage: {Value: !Ref A.Stage}
                  Attribute: {Value: !GetAtt A.Stage.Name}
                  Cut: {Value: {'Fn::GetAtt': [A.Stage, Name]}}
                  Own: {Value: !GetAtt A.RootResourceId}
                  Other: {Value: !Ref A.Nothing}
                  Sub: {Value: !Sub '${A}/${A.Stage}/${A.Stage.Name}/${!A.Stage}/${AWS::Region}'}
                  Pair: {Value: !Sub ['${A.Stage}/${x}', {x: !Ref A.Stage}]}
                """);

    Json outputs = template.get("Outputs").orElseThrow();
    assertThat(template.at("Resources", "Q", "Properties", "X")).contains(yaml("!Ref AliveStage"));
    assertThat(outputs.at("Stage", "Value")).contains(yaml("!Ref AliveStage"));
    assertThat(outputs.at("Attribute", "Value")).contains(yaml("!GetAtt AliveStage.Name"));
    assertThat(outputs.at("Cut", "Value")).contains(yaml("!GetAtt AliveStage.Name"));
    assertThat(outputs.at("Own", "Value")).contains(yaml("!GetAtt A.RootResourceId"));
    assertThat(outputs.at("Other", "Value")).contains(yaml("!Ref A.Nothing"));
    assertThat(outputs.at("Sub", "Value"))
        .contains(yaml("!Sub '${A}/${AliveStage}/${AliveStage.Name}/${!A.Stage}/${AWS::Region}'"));
    assertThat(outputs.at("Pair", "Value"))
        .contains(yaml("!Sub ['${AliveStage}/${x}', {x: !Ref AliveStage}]"));
  }

  @Test
  void references_toTheDeployment_areResolved() {
    Json.Obj template =
        transform(
            "Resources:\n" + api("A", "").indent(2) + "Outputs: {D: {Value: !Ref A.Deployment}}\n");

    List<String> deployments =
        ids(template.get("Resources").orElseThrow(), "AWS::ApiGateway::Deployment");
    assertThat(template.at("Outputs", "D", "Value", "Ref")).contains(Json.of(deployments.get(0)));
  }

  @Test
  void globals_areMergedAsSamMerges() {
    Json resources =
        transform(
                """
                Globals:
                  Function:
                    Runtime: java17
                    Timeout: 3
                    Layers: [one]
                    CodeUri: {Bucket: b, Key: global}
                    Environment: {Variables: {A: global, B: !Ref X}}
                    VpcConfig: {SubnetIds: !Ref S}
                  Api:
                    Variables: {a: b}
                    TracingEnabled: true
                  SimpleTable:
                    SSESpecification: {SSEEnabled: true}
                Resources:
                  F:
                    Type: AWS::Serverless::Function
                    Properties:
                      Handler: h
                      Timeout: 9
                      Layers: [two]
                      CodeUri: {Key: own}
                      Environment: {Variables: {A: own, B: {Ref: Y}, C: own}}
                      VpcConfig: {SubnetIds: [own]}
                  A: {Type: AWS::Serverless::Api, Properties: {StageName: live, Variables: {c: d}}}
                  T: {Type: AWS::Serverless::SimpleTable}
                """)
            .get("Resources")
            .orElseThrow();

    Json function = properties(resources, "F");
    assertThat(function.get("Runtime")).contains(Json.of("java17"));
    assertThat(function.get("Timeout")).contains(Json.of(9));
    assertThat(function.get("Layers")).contains(yaml("[one, two]"));
    assertThat(function.get("Code")).contains(yaml("{S3Bucket: b, S3Key: own}"));
    assertThat(function.at("Environment", "Variables"))
        .contains(yaml("{A: own, B: !Ref Y, C: own}"));
    assertThat(function.at("VpcConfig", "SubnetIds")).contains(yaml("[own]"));
    assertThat(properties(resources, "AliveStage").get("Variables")).contains(yaml("{a: b, c: d}"));
    assertThat(properties(resources, "T").at("SSESpecification", "SSEEnabled"))
        .contains(Json.of(true));
  }

  @Test
  void globals_ofApi_holdForTheImplicitOneToo() {
    Json resources =
        transform(
                "Globals: {Api: {TracingEnabled: true}}\nResources:\n"
                    + caller("F", "Path: /x, Method: get").indent(2))
            .get("Resources")
            .orElseThrow();

    assertThat(properties(resources, "ServerlessRestApiProdStage").get("TracingEnabled"))
        .contains(Json.of(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'*' | {}", "[Timeout] | {MemorySize: 512}", "[Timeout, MemorySize] | {}"})
  void ignoreGlobals_leavesThemOut(String ignored, String left) {
    Json function =
        properties(
            transform(
                    """
                    Globals: {Function: {Timeout: 3, MemorySize: 512}}
                    Resources:
                      F:
                        Type: AWS::Serverless::Function
                        IgnoreGlobals: %s
                        Properties: {Handler: h, Runtime: java17, CodeUri: x}
                    """
                        .formatted(ignored.equals("*") ? "'*'" : ignored))
                .get("Resources")
                .orElseThrow(),
            "F");

    assertThat(function.get("Timeout")).isEmpty();
    assertThat(function.get("MemorySize")).isEqualTo(yaml(left).get("MemorySize"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[Foo] | Resource F has invalid resource attribute 'IgnoreGlobals' on item 'Foo'.",
        "3 | Resource F has invalid resource attribute 'IgnoreGlobals'.",
      })
  void ignoreGlobals_ofWhatIsNotThere_isRefused(String ignored, String why) {
    assertThat(
            refusal(
                """
                Globals: {Function: {Timeout: 3}}
                Resources:
                  F: {Type: AWS::Serverless::Function, IgnoreGlobals: %s}
                """
                    .formatted(ignored)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [F] is invalid. " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | It must be a non-empty dictionary",
        "{Foo: {}} | 'Foo' is not supported. Must be one of the following values - ['Api',"
            + " 'CapacityProvider', 'Function', 'HttpApi', 'LayerVersion', 'SimpleTable',"
            + " 'StateMachine', 'WebSocketApi']",
        "{HttpApi: {}} | Diorama does not support 'HttpApi'.",
        "{Function: 3} | Value of ${section} must be a dictionary",
        "{SimpleTable: {TableName: t}} | 'TableName' is not a supported property of 'SimpleTable'."
            + " Must be one of the following values - ['SSESpecification']",
      })
  void globals_thatAreWrong_areRefused(String globals, String why) {
    assertThat(refusal("Globals: " + globals + "\nResources: {Q: {Type: AWS::SQS::Queue}}"))
        .isEqualTo(Sam.ONE_ERROR + "'Globals' section is invalid. " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Role", "Policies", "FunctionName", "Events"})
  void globals_ofFunction_excludeWhatIsEachFunctionsOwn(String property) {
    assertThat(
            refusal(
                "Globals: {Function: {"
                    + property
                    + ": x}}\nResources: {Q: {Type: AWS::SQS::Queue}}"))
        .contains("'" + property + "' is not a supported property of 'Function'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"StageName", "DefinitionBody", "Tags"})
  void globals_ofApi_excludeWhatIsEachApisOwn(String property) {
    assertThat(
            refusal(
                "Globals: {Api: {" + property + ": x}}\nResources: {Q: {Type: AWS::SQS::Queue}}"))
        .contains("'" + property + "' is not a supported property of 'Api'.");
  }

  @Test
  void globals_withWhatIsNotSimulated_areRefusedWhereTheyAreUsed() {
    assertThat(
            refusal(
                "Globals: {Function: {KmsKeyArn: k}}\nResources:\n" + function("F", "").indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [F] is invalid. Diorama does not support the property"
                + " KmsKeyArn of AWS::Serverless::Function.");
  }

  @Test
  void todoTemplate_becomesWhatItsDesignIsMadeOf() throws IOException {
    Json.Obj template =
        SamTransform.apply(
            Template.read(
                    Files.readString(Path.of("../scenarios/src/main/resources/todo/template.yaml")))
                .tree());

    Json resources = template.get("Resources").orElseThrow();
    assertThat(template.members()).doesNotContainKeys("Transform", "Globals");
    assertThat(resources.members().values().stream().map(r -> r.text("Type").orElse("")))
        .noneMatch(type -> type.startsWith("AWS::Serverless"));
    assertThat(ids(resources, "AWS::Lambda::Function"))
        .containsExactly("ListTodos", "GetTodo", "CreateTodo", "UpdateTodo", "DeleteTodo");
    assertThat(ids(resources, "AWS::Lambda::Permission"))
        .containsExactly(
            "ListTodosGetPermissionStage",
            "GetTodoGetPermissionStage",
            "CreateTodoPostPermissionStage",
            "UpdateTodoPutPermissionStage",
            "DeleteTodoDeletePermissionStage");
    assertThat(ids(resources, "AWS::ApiGateway::Stage")).containsExactly("TodoApiStage");
    assertThat(properties(resources, "ListTodos").get("Code"))
        .contains(yaml("{S3Bucket: diorama-classpath, S3Key: ../../../../target/lambda.zip}"));
    Json paths = properties(resources, "TodoApi").at("Body", "paths").orElseThrow();
    assertThat(paths.at("/todos").orElseThrow().members()).containsOnlyKeys("get", "post");
    assertThat(paths.at("/todos/{id}").orElseThrow().members())
        .containsOnlyKeys("get", "put", "delete");
    assertThat(paths.at("/todos", "get", Swagger.INTEGRATION, "cacheKeyParameters"))
        .contains(
            yaml("[method.request.header.Authorization, method.request.querystring.consistent]"));
    assertThat(paths.at("/todos/{id}", "delete", "security")).contains(yaml("[{TodoUsers: []}]"));
  }

  @Test
  void simpleTable_smallest_becomesATable() {
    assertThat(resources("T: {Type: AWS::Serverless::SimpleTable}"))
        .isEqualTo(
            yaml(
                """
                T:
                  Type: AWS::DynamoDB::Table
                  Properties:
                    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                    KeySchema: [{AttributeName: id, KeyType: HASH}]
                    BillingMode: PAY_PER_REQUEST
                """));
  }

  @Test
  void simpleTable_inFull_becomesATable() {
    assertThat(
            properties(
                resources(
                    """
                    T:
                      Type: AWS::Serverless::SimpleTable
                      Properties:
                        TableName: t
                        PrimaryKey: {Name: n, Type: Number}
                        ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 2}
                        SSESpecification: {SSEEnabled: true}
                        PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
                        Tags: {a: b}
                    """),
                "T"))
        .isEqualTo(
            yaml(
                """
                TableName: t
                AttributeDefinitions: [{AttributeName: n, AttributeType: N}]
                KeySchema: [{AttributeName: n, KeyType: HASH}]
                ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 2}
                SSESpecification: {SSEEnabled: true}
                PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
                Tags: [{Key: a, Value: b}]
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PrimaryKey: {Name: n, Type: Text} | Invalid 'Type' \"Text\".",
        "PrimaryKey: {Name: n} | Property 'PrimaryKey.Type' is required.",
        "PrimaryKey: {Type: String} | Property 'PrimaryKey.Name' is required.",
        "'PrimaryKey: {Name: n, Type: String, X: y}' | Property 'PrimaryKey.X' is an invalid"
            + " property.",
        "PrimaryKey: n | Property 'PrimaryKey' should be a map.",
        "BillingMode: x | property BillingMode not defined for resource of type"
            + " AWS::Serverless::SimpleTable",
      })
  void simpleTable_withWhatIsWrong_isRefused(String property, String why) {
    String unquoted =
        property.startsWith("'") ? property.substring(1, property.length() - 1) : property;

    assertThat(
            refusal(
                "Resources: {T: {Type: AWS::Serverless::SimpleTable, Properties: {"
                    + unquoted
                    + "}}}"))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [T] is invalid. " + why);
  }
}
