package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.api;
import static dev.diorama.cloudformation.sam.Sam.caller;
import static dev.diorama.cloudformation.sam.Sam.function;
import static dev.diorama.cloudformation.sam.Sam.ids;
import static dev.diorama.cloudformation.sam.Sam.properties;
import static dev.diorama.cloudformation.sam.Sam.refusal;
import static dev.diorama.cloudformation.sam.Sam.resources;
import static dev.diorama.cloudformation.sam.Sam.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamEventTest {
  @Test
  void event_ofApi_becomesAMethodAndAPermission() {
    Json resources =
        resources(api("A", "") + caller("F", "RestApiId: !Ref A, Path: /x, Method: GET"));

    assertThat(properties(resources, "A").at("Body", "paths"))
        .contains(
            yaml(
                """
                /x:
                  get:
                    x-amazon-apigateway-integration:
                      type: aws_proxy
                      httpMethod: POST
                      uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
                    responses: {}
                """));
    assertThat(resources.get("FEPermissionlive"))
        .contains(
            yaml(
                """
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref F
                  Principal: apigateway.amazonaws.com
                  SourceArn: !Sub
                    - arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/x
                    - {__ApiId__: !Ref A, __Stage__: '*'}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "/, get, GET/",
    "/x/, put, PUT/x",
    "/x/{id}, any, */x/*",
    "/x/{proxy+}, Delete, DELETE/x/*",
    "/{a}/b/{c-d}, ANY, */*/b/*",
  })
  void permission_coversMethodAndPath(String path, String method, String arnEnd) {
    Json resources = resources(caller("F", "Path: '" + path + "', Method: " + method));

    Json source = properties(resources, "FEPermissionProd").get("SourceArn").orElseThrow();
    assertThat(source.get("Fn::Sub").orElseThrow().items().get(0).text().orElseThrow())
        .endsWith("/${__Stage__}/" + arnEnd);
  }

  @Test
  void parameters_requiredAndCached_standInTheMethod() {
    Json get =
        resources(
                caller(
                    "F",
                    "Path: '/x/{id}', Method: get, TimeoutInMillis: 5000, RequestParameters:"
                        + " [method.request.path.id, {method.request.querystring.q: {Required:"
                        + " true}}, {method.request.header.A.B: {Required: false, Caching:"
                        + " true}}]"))
            .at("ServerlessRestApi", "Properties", "Body", "paths", "/x/{id}", "get")
            .orElseThrow();

    assertThat(get.get("parameters"))
        .contains(
            yaml(
                """
                - {in: path, name: id, required: false, type: string}
                - {in: query, name: q, required: true, type: string}
                - {in: header, name: A.B, required: false, type: string}
                """));
    assertThat(get.at(Swagger.INTEGRATION, "cacheKeyParameters"))
        .contains(yaml("[method.request.header.A.B]"));
    assertThat(get.at(Swagger.INTEGRATION, "timeoutInMillis")).contains(Json.of(5000));
  }

  @Test
  void anyMethod_hasApiGatewaysOwnName() {
    Json path =
        resources(caller("F", "Path: /x, Method: any"))
            .at("ServerlessRestApi", "Properties", "Body", "paths", "/x")
            .orElseThrow();

    assertThat(path.members()).containsOnlyKeys("x-amazon-apigateway-any-method");
  }

  @Test
  void restApi_thatIsNotSams_onlyGetsThePermission() {
    Json resources =
        resources(
            "R: {Type: AWS::ApiGateway::RestApi, Properties: {Name: n}}\n"
                + caller("F", "RestApiId: !Ref R, Path: /x, Method: get"));

    assertThat(resources.members()).containsOnlyKeys("R", "F", "FRole", "FEPermissionStage");
    assertThat(properties(resources, "R")).isEqualTo(yaml("{Name: n}"));
  }

  @Test
  void implicitApi_isMadeForEventsThatNameNone() {
    Json resources =
        resources(
            caller("F", "Path: /x, Method: get")
                + caller("G", "RestApiId: !Ref ServerlessRestApi, Path: /x, Method: post"));

    assertThat(ids(resources, "AWS::ApiGateway::RestApi")).containsExactly("ServerlessRestApi");
    assertThat(ids(resources, "AWS::ApiGateway::Stage"))
        .containsExactly("ServerlessRestApiProdStage");
    assertThat(properties(resources, "ServerlessRestApiProdStage").get("StageName"))
        .contains(Json.of("Prod"));
    assertThat(
            properties(resources, "ServerlessRestApi")
                .at("Body", "paths", "/x")
                .orElseThrow()
                .members())
        .containsOnlyKeys("get", "post");
    assertThat(ids(resources, "AWS::Lambda::Permission"))
        .containsExactly("FEPermissionProd", "GEPermissionProd");
  }

  @Test
  void implicitApi_withoutEvents_isNotMade() {
    assertThat(ids(resources(function("F", "")), "AWS::ApiGateway::RestApi")).isEmpty();
  }

  @Test
  void implicitApi_ofConditionalFunctions_isConditionalItself() {
    Json template =
        Sam.transform(
            """
            Conditions: {C1: !Equals [a, a], C2: !Equals [a, b]}
            Resources:
              F:
                Type: AWS::Serverless::Function
                Condition: C1
                DeletionPolicy: Delete
                Properties:
                  Handler: h
                  Runtime: java17
                  CodeUri: s3://b/k
                  Events:
                    E1: {Type: Api, Properties: {Path: /x, Method: get}}
                    E2: {Type: Api, Properties: {Path: '/y/{id}', Method: get}}
              G:
                Type: AWS::Serverless::Function
                Condition: C2
                DeletionPolicy: Retain
                UpdateReplacePolicy: Snapshot
                Properties:
                  Handler: h
                  Runtime: java17
                  CodeUri: s3://b/k
                  Events:
                    E3: {Type: Api, Properties: {Path: '/y/{id}', Method: put}}
            """);

    Json api = template.at("Resources", "ServerlessRestApi").orElseThrow();
    assertThat(api.get("Condition")).contains(Json.of("ServerlessRestApiCondition"));
    assertThat(api.get("DeletionPolicy")).contains(Json.of("Retain"));
    assertThat(api.get("UpdateReplacePolicy")).contains(Json.of("Snapshot"));
    Json either = yaml("!Or [{Condition: C1}, {Condition: C2}]");
    assertThat(template.at("Conditions", "ServerlessRestApiCondition")).contains(either);
    assertThat(template.at("Conditions", "ServerlessRestApiSLASHySLASHOBidCBPathCondition"))
        .contains(either);
    Json paths = api.at("Properties", "Body", "paths").orElseThrow();
    assertThat(paths.get("/x"))
        .contains(
            yaml(
                """
                'Fn::If':
                  - C1
                  - get:
                      'Fn::If':
                        - C1
                        - x-amazon-apigateway-integration:
                            type: aws_proxy
                            httpMethod: POST
                            uri:
                              'Fn::If':
                                - C1
                                - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
                                - !Ref AWS::NoValue
                          responses: {}
                        - !Ref AWS::NoValue
                  - !Ref AWS::NoValue
                """));
    assertThat(paths.at("/y/{id}", "Fn::If").orElseThrow().items().get(0))
        .isEqualTo(Json.of("ServerlessRestApiSLASHySLASHOBidCBPathCondition"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AlexaSkill",
        "CloudWatchEvent",
        "CloudWatchLogs",
        "Cognito",
        "DocumentDB",
        "EventBridgeRule",
        "HttpApi",
        "IoTRule",
        "Kinesis",
        "MQ",
        "MSK",
        "Schedule",
        "ScheduleV2",
        "SelfManagedKafka",
      })
  void event_ofAnotherType_isRefusedByName(String type) {
    assertThat(
            refusal(
                "Resources:\n"
                    + function("F", "Events: {E: {Type: " + type + ", Properties: {}}}").indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [F] is invalid. Event with id [E] is invalid. Diorama does not"
                + " support events of type "
                + type
                + ".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Type: Foo | [F] is invalid. Event with id [E] is invalid. Resource dict has missing or"
            + " invalid value for key Type. Event Type is: Foo.",
        "Properties: {} | [F] is invalid. Event with id [E] is invalid. Resource dict has missing"
            + " or invalid value for key Type. Event Type is: None.",
        "Type: Api | [FE] is invalid. Missing required property 'Path'.",
        "'Type: Api, Properties: [a]' | [F] is invalid. Event with id [E] is invalid. Properties"
            + " should be a map.",
        "'Type: Api, Foo: 1' | [F] is invalid. Event with id [E] is invalid. Diorama does not"
            + " support the attribute Foo.",
      })
  void event_thatIsNone_isRefused(String event, String why) {
    String unquoted = event.startsWith("'") ? event.substring(1, event.length() - 1) : event;

    assertThat(refusal("Resources:\n" + function("F", "Events: {E: {" + unquoted + "}}").indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Path: /x | F | Event with id [E] is invalid. Property 'Method' is required.",
        "Method: get | F | Event with id [E] is invalid. Property 'Path' is required.",
        "Path: /x, Method: get, Foo: 1 | FE | property Foo not defined for resource of type Api",
        "Path: /x, Method: get, Stage: s | FE | Diorama does not support the property Stage of"
            + " Api.",
        "Path: /x, Method: get, RequestModel: {} | FE | Diorama does not support the property"
            + " RequestModel of Api.",
        "Path: /x, Method: get, ResponseTransferMode: STREAM | FE | Diorama does not support the"
            + " property ResponseTransferMode of Api.",
        "Path: !Sub /x, Method: get | F | Event with id [E] is invalid. Property 'Path' should be a"
            + " string.",
        "Path: /x, Method: [get] | FE | Property 'Method' should be a string.",
        "Path: /x, Method: get, TimeoutInMillis: soon | FE | Type of property 'TimeoutInMillis' is"
            + " invalid.",
        "Path: /x, Method: get, RestApiId: !Ref Nope | F | Event with id [E] is invalid. RestApiId"
            + " must be a valid reference to an 'AWS::Serverless::Api' resource in same template.",
        "Path: /x, Method: get, RestApiId: !ImportValue v | F | Event with id [E] is invalid."
            + " Property 'RestApiId' should be a string.",
        "Path: /x, Method: get, Auth: 3 | FE | Property 'Auth' should be a map.",
        "Path: /x, Method: get, Auth: !Ref A | F | Event with id [E] is invalid. Diorama does not"
            + " support functions in place of the property 'Auth'.",
        "Path: /x, Method: get, Auth: {ApiKeyRequired: true} | F | Event with id [E] is invalid."
            + " Diorama does not support the property Auth.ApiKeyRequired.",
        "Path: /x, Method: get, Auth: {Authorizer: [a]} | F | Event with id [E] is invalid."
            + " Property 'Auth.Authorizer' should be a string.",
        "Path: /x, Method: get, Auth: {AuthorizationScopes: [a]} | F | Event with id [E] is"
            + " invalid. AuthorizationScopes works only when Authorizer is set",
        "Path: /x, Method: get, Auth: {AuthorizationScopes: a} | F | Event with id [E] is invalid."
            + " Property 'Auth.AuthorizationScopes' should be a list.",
        "Path: /x, Method: get, Auth: {Authorizer: X} | F | Event with id [E] is invalid. Unable to"
            + " set Authorizer [X] on API method [get] for path [/x] because the related API does"
            + " not define any Authorizers.",
        "Path: /x, Method: get, Auth: {Authorizer: NONE} | F | Event with id [E] is invalid. Unable"
            + " to set Authorizer on API method [get] for path [/x] because 'NONE' is only a valid"
            + " value when a DefaultAuthorizer on the API is specified.",
        "Path: /x, Method: get, RequestParameters: x | FE | Type of property 'RequestParameters' is"
            + " invalid.",
        "Path: /x, Method: get, RequestParameters: [{method.request.path.x: 3}] | F | Event with id"
            + " [E] is invalid. Invalid value for 'RequestParameters' property. Values must be an"
            + " object, e.g { Required: true, Caching: false }",
        "Path: /x, Method: get, RequestParameters: [{method.request.path.x: {A: b}}] | F | Event"
            + " with id [E] is invalid. Invalid value for 'RequestParameters' property. Values must"
            + " be an object, e.g { Required: true, Caching: false }",
        "Path: /x, Method: get, RequestParameters: [3] | F | Event with id [E] is invalid. Invalid"
            + " value for 'RequestParameters' property. Property must be either a string or an"
            + " object",
        "Path: /x, Method: get, RequestParameters: [{method.request.path.x: {Caching: maybe}}] | F"
            + " | Event with id [E] is invalid. Diorama needs true or false for Caching of"
            + " method.request.path.x.",
      })
  void event_withWhatIsWrong_isRefused(String event, String resource, String why) {
    assertThat(refusal("Resources:\n" + caller("F", event).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [" + resource + "] is invalid. " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "method.request.body.x", "{integration.request.path.x: {}}"})
  void event_withAParameterOfNoRequest_isRefused(String parameter) {
    assertThat(
            refusal(
                "Resources:\n"
                    + caller("F", "Path: /x, Method: get, RequestParameters: [" + parameter + "]")
                        .indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [F] is invalid. Event with id [E] is invalid. Invalid value for"
                + " 'RequestParameters' property. Keys must be in the format"
                + " 'method.request.[querystring|path|header].{value}', e.g"
                + " 'method.request.header.Authorization'.");
  }

  @Test
  void event_wantingAnAuthorizerTheApiLacks_isRefused() {
    assertThat(
            refusal(
                "Resources:\n"
                    + (api("A", "Auth: {Authorizers: {U: {UserPoolArn: a}}}")
                            + caller(
                                "F",
                                "RestApiId: !Ref A, Path: /x, Method: get, Auth: {Authorizer: X}"))
                        .indent(2)))
        .endsWith(
            "Unable to set Authorizer [X] on API method [get] for path [/x] because it wasn't"
                + " defined in the API's Authorizers.");
  }

  @Test
  void event_onAPathAndMethodAlreadyTaken_isRefused() {
    assertThat(
            refusal(
                "Resources:\n"
                    + (caller("F", "Path: /x, Method: GET") + caller("G", "Path: /x, Method: get"))
                        .indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [G] is invalid. Event with id [E] is invalid. API method"
                + " \"get\" defined multiple times for path \"/x\".");
  }

  @Test
  void event_whoseNameIsNoId_isRefused() {
    assertThat(
            refusal(
                "Resources:\n"
                    + function(
                            "F", "Events: {E-1: {Type: Api, Properties: {Path: /x, Method: get}}}")
                        .indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [FE-1] is invalid. Logical ids must be alphanumeric.");
  }

  @Test
  void event_ofAnApiThatIsItselfRefused_addsNoErrorOfItsOwn() {
    assertThat(
            refusal(
                "Resources:\n"
                    + (api("A", "Foo: 1") + caller("F", "RestApiId: !Ref A, Path: /x, Method: get"))
                        .indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [A] is invalid. property Foo not defined for resource of type"
                + " AWS::Serverless::Api");
  }

  @Test
  void event_ofAnyMethodOnMergedDefinition_isRefused() {
    assertThat(
            refusal(
                "Resources:\n"
                    + (api(
                                "A",
                                "MergeDefinitions: true, DefinitionBody: {swagger: '2.0', paths:"
                                    + " {}}")
                            + caller("F", "RestApiId: !Ref A, Path: /x, Method: any"))
                        .indent(2)))
        .endsWith("Diorama does not support the Method any with MergeDefinitions.");
  }
}
