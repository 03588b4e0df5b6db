package dev.diorama.cloudformation.sam;

import static dev.diorama.cloudformation.sam.Sam.api;
import static dev.diorama.cloudformation.sam.Sam.caller;
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

class SamApiTest {
  private static final String DEPLOYMENT = "AWS::ApiGateway::Deployment";
  private static final String STAGE = "AWS::ApiGateway::Stage";

  /** Paths of the definition of the API A in a template with a caller of GET /x. */
  private static Json path(String apiProperties, String eventProperties) {
    return resources(
            api("A", apiProperties)
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: get" + eventProperties))
        .at("A", "Properties", "Body", "paths", "/x")
        .orElseThrow();
  }

  private static Json body(String apiProperties) {
    return properties(resources(api("A", apiProperties)), "A").get("Body").orElseThrow();
  }

  @Test
  void api_smallest_becomesApiDeploymentAndStage() {
    Json resources = resources(api("A", ""));

    assertThat(ids(resources, "AWS::ApiGateway::RestApi")).containsExactly("A");
    assertThat(ids(resources, STAGE)).containsExactly("AliveStage");
    String deployment = ids(resources, DEPLOYMENT).get(0);
    assertThat(deployment).matches("ADeployment[0-9a-f]{10}");
    assertThat(properties(resources, "A"))
        .isEqualTo(
            yaml(
                "Body: {swagger: '2.0', info: {version: '1.0', title: !Ref 'AWS::StackName'},"
                    + " paths: {}}"));
    assertThat(properties(resources, "AliveStage"))
        .isEqualTo(
            yaml("{RestApiId: !Ref A, StageName: live, DeploymentId: !Ref " + deployment + "}"));
    Json made = properties(resources, deployment);
    assertThat(made.get("RestApiId")).contains(yaml("!Ref A"));
    assertThat(made.get("StageName")).contains(Json.of("Stage"));
    assertThat(made.text("Description").orElseThrow())
        .matches("RestApi deployment id: [0-9a-f]{40}")
        .contains(deployment.substring("ADeployment".length()));
  }

  @ParameterizedTest
  @CsvSource({
    "live, AliveStage, FEPermissionlive",
    "!Ref P, AStage, FEPermissionStage",
    // SHA-1 of live-1, as anybody can work out.
    "live-1, AStage66ef72e639, FEPermission66ef72e639",
  })
  void ids_carryTheStagesName(String stage, String stageId, String permissionId) {
    Json resources =
        resources(
            "A:\n  Type: AWS::Serverless::Api\n  Properties: {StageName: "
                + stage
                + "}\n"
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: get"));

    assertThat(ids(resources, STAGE)).containsExactly(stageId);
    assertThat(ids(resources, "AWS::Lambda::Permission")).containsExactly(permissionId);
  }

  @Test
  void properties_ofApiAndStage_arePassedOn() {
    Json resources =
        resources(
            api(
                "A",
                "Name: n, Description: d, MinimumCompressionSize: 10, CacheClusterEnabled: true,"
                    + " CacheClusterSize: '0.5', MethodSettings: [{HttpMethod: '*'}], Variables:"
                    + " {a: b}, TracingEnabled: true, AccessLogSetting: {Format: f}, Tags: {k:"
                    + " v}"));

    assertThat(properties(resources, "A").members())
        .containsOnlyKeys("Body", "Name", "Description", "MinimumCompressionSize");
    assertThat(properties(resources, "A").get("MinimumCompressionSize")).contains(Json.of(10));
    Json stage = properties(resources, "AliveStage");
    assertThat(stage.get("CacheClusterEnabled")).contains(Json.of(true));
    assertThat(stage.get("CacheClusterSize")).contains(Json.of("0.5"));
    assertThat(stage.get("MethodSettings")).contains(yaml("[{HttpMethod: '*'}]"));
    assertThat(stage.get("Variables")).contains(yaml("{a: b}"));
    assertThat(stage.get("TracingEnabled")).contains(Json.of(true));
    assertThat(stage.get("AccessLogSetting")).contains(yaml("{Format: f}"));
    assertThat(stage.get("Tags")).contains(yaml("[{Key: k, Value: v}]"));
  }

  @Test
  void deployment_changesWithTheDefinitionOnly() {
    String first = ids(resources(api("A", "")), DEPLOYMENT).get(0);

    assertThat(ids(resources(api("A", "Variables: {a: b}")), DEPLOYMENT)).containsExactly(first);
    assertThat(ids(resources(api("A", "OpenApiVersion: '2.0'")), DEPLOYMENT)).doesNotContain(first);
    assertThat(
            ids(
                resources(api("A", "") + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")),
                DEPLOYMENT))
        .doesNotContain(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REGIONAL | {Types: [REGIONAL]} | REGIONAL",
        "!Ref T | {Types: [!Ref T]} | !Ref T",
        "{Type: EDGE, IpAddressType: dualstack} | {Types: [EDGE], IpAddressType: dualstack} | EDGE",
        "{Type: PRIVATE, VPCEndpointIds: [v]} | {Types: [PRIVATE], VpcEndpointIds: [v]} | PRIVATE",
        "{Type: PRIVATE, VpcEndpointIds: [v]} | {Types: [PRIVATE], VpcEndpointIds: [v]} | PRIVATE",
      })
  void endpointConfiguration_inAnyForm_isPassedOn(
      String written, String configuration, String type) {
    Json api = properties(resources(api("A", "EndpointConfiguration: " + written)), "A");

    assertThat(api.get("EndpointConfiguration")).contains(yaml(configuration));
    assertThat(api.at("Parameters", "endpointConfigurationTypes")).contains(yaml(type));
  }

  @Test
  void binaryMediaTypes_standInApiAndDefinition() {
    Json api = properties(resources(api("A", "BinaryMediaTypes: [image~1png, '*/*']")), "A");

    assertThat(api.get("BinaryMediaTypes")).contains(yaml("[image~1png, '*/*']"));
    assertThat(api.at("Body", "x-amazon-apigateway-binary-media-types"))
        .contains(yaml("[image/png, '*/*']"));
  }

  @Test
  void auth_authorizers_becomeSecurityDefinitions() {
    Json body =
        body(
            "Auth: {Authorizers: {U: {UserPoolArn: !GetAtt P.Arn}, V: {UserPoolArn: [a, b],"
                + " AuthorizationScopes: [s], Identity: {Header: X-Auth, ValidationExpression:"
                + " '^B'}}}}");

    assertThat(body.get("securityDefinitions"))
        .contains(
            yaml(
                """
                U:
                  type: apiKey
                  name: Authorization
                  in: header
                  x-amazon-apigateway-authtype: cognito_user_pools
                  x-amazon-apigateway-authorizer:
                    type: cognito_user_pools
                    providerARNs: [!GetAtt P.Arn]
                V:
                  type: apiKey
                  name: X-Auth
                  in: header
                  x-amazon-apigateway-authtype: cognito_user_pools
                  x-amazon-apigateway-authorizer:
                    type: cognito_user_pools
                    providerARNs: [a, b]
                    identityValidationExpression: ^B
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DefaultAuthorizer: U, | | [{U: [s]}]",
        "DefaultAuthorizer: V, | | [{V: []}]",
        "DefaultAuthorizer: U, | , Auth: {Authorizer: V} | [{V: []}]",
        "DefaultAuthorizer: U, | , Auth: {Authorizer: NONE} | [{NONE: []}]",
        "DefaultAuthorizer: V, | , Auth: {Authorizer: U} | [{U: [s]}]",
        "DefaultAuthorizer: V, | , Auth: {Authorizer: U, AuthorizationScopes: [t]} | [{U: [t]}]",
        "DefaultAuthorizer: V, | , Auth: {Authorizer: AWS_IAM} | [{AWS_IAM: []}]",
        "'' | , Auth: {Authorizer: V} | [{V: []}]",
      })
  void security_ofMethod_isTheEventsOrTheDefault(String defaults, String event, String security) {
    String auth =
        "Auth: {%s Authorizers: {U: {UserPoolArn: a, AuthorizationScopes: [s]}, V: {UserPoolArn:"
            + " b}}}";

    Json get =
        path(auth.formatted(defaults == null ? "" : defaults), event == null ? "" : event)
            .get("get")
            .orElseThrow();

    assertThat(get.get("security")).contains(yaml(security));
  }

  @Test
  void security_withoutDefault_isNone() {
    assertThat(path("Auth: {Authorizers: {V: {UserPoolArn: b}}}", "").at("get", "security"))
        .isEmpty();
  }

  @Test
  void auth_signedRequests_areCalledWithTheCallersCredentials() {
    Json resources =
        resources(
            api("A", "Auth: {DefaultAuthorizer: AWS_IAM}")
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")
                + caller(
                    "G",
                    "RestApiId: !Ref A, Path: /y, Method: get, Auth: {Authorizer: AWS_IAM,"
                        + " InvokeRole: NONE}"));

    Json body = properties(resources, "A").get("Body").orElseThrow();
    assertThat(body.at("securityDefinitions", "AWS_IAM", "x-amazon-apigateway-authtype"))
        .contains(Json.of("awsSigv4"));
    assertThat(body.at("paths", "/x", "get", "security")).contains(yaml("[{AWS_IAM: []}]"));
    assertThat(body.at("paths", "/x", "get", Swagger.INTEGRATION, "credentials"))
        .contains(Json.of("arn:aws:iam::*:user/*"));
    assertThat(body.at("paths", "/y", "get", Swagger.INTEGRATION, "credentials")).isEmpty();
  }

  @Test
  void cors_oneOrigin_answersPreflightOfEachPath() {
    Json resources =
        resources(
            api("A", "Cors: \"'https://x'\"")
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: put")
                + caller("G", "RestApiId: !Ref A, Path: /x, Method: get")
                + caller("H", "RestApiId: !Ref A, Path: /any, Method: any"));

    Json paths = properties(resources, "A").at("Body", "paths").orElseThrow();
    assertThat(paths.at("/x", "options"))
        .contains(
            yaml(
                """
                summary: CORS support
                consumes: [application/json]
                produces: [application/json]
                x-amazon-apigateway-integration:
                  type: mock
                  requestTemplates: {application/json: "{\\n  \\"statusCode\\" : 200\\n}\\n"}
                  responses:
                    default:
                      statusCode: '200'
                      responseParameters:
                        method.response.header.Access-Control-Allow-Origin: "'https://x'"
                        method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS,PUT'"
                      responseTemplates: {application/json: "{}\\n"}
                responses:
                  '200':
                    description: Default response for CORS method
                    headers:
                      Access-Control-Allow-Origin: {type: string}
                      Access-Control-Allow-Methods: {type: string}
                """));
    assertThat(
            paths.at(
                "/any",
                "options",
                Swagger.INTEGRATION,
                "responses",
                "default",
                "responseParameters",
                "method.response.header.Access-Control-Allow-Methods"))
        .contains(Json.of("'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"));
  }

  @Test
  void cors_inFull_setsEachHeader() {
    Json options =
        path(
                "Cors: {AllowOrigin: \"'https://x'\", AllowMethods: \"'GET'\", AllowHeaders:"
                    + " \"'A'\", MaxAge: \"'600'\", AllowCredentials: true}",
                "")
            .get("options")
            .orElseThrow();

    assertThat(options.at(Swagger.INTEGRATION, "responses", "default", "responseParameters"))
        .contains(
            yaml(
                """
                method.response.header.Access-Control-Allow-Origin: "'https://x'"
                method.response.header.Access-Control-Allow-Headers: "'A'"
                method.response.header.Access-Control-Allow-Methods: "'GET'"
                method.response.header.Access-Control-Max-Age: "'600'"
                method.response.header.Access-Control-Allow-Credentials: "'true'"
                """));
    assertThat(options.at("responses", "200", "headers", "Access-Control-Max-Age", "type"))
        .contains(Json.of("integer"));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void cors_withDefaultAuthorizer_isSecuredOnlyIfWanted(String wanted, boolean secured) {
    Json options =
        path(
                "Cors: \"'*'\", Auth: {DefaultAuthorizer: U, AddDefaultAuthorizerToCorsPreflight: "
                    + wanted
                    + ", Authorizers: {U: {UserPoolArn: a}}}",
                "")
            .get("options")
            .orElseThrow();

    assertThat(options.get("security").isPresent()).isEqualTo(secured);
  }

  @Test
  void cors_onPathsThatDifferInASlash_answersOnce() {
    Json paths =
        resources(
                api("A", "Cors: \"'*'\"")
                    + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")
                    + caller("G", "RestApiId: !Ref A, Path: /x/, Method: get"))
            .at("A", "Properties", "Body", "paths")
            .orElseThrow();

    assertThat(paths.at("/x", "options")).isPresent();
    assertThat(paths.at("/x/", "options")).isEmpty();
  }

  @Test
  void openApiVersion_3_movesWhatVersion3HasElsewhere() {
    Json resources =
        resources(
            api(
                    "A",
                    "OpenApiVersion: 3.0.1, Cors: \"'*'\", Auth: {DefaultAuthorizer: U,"
                        + " Authorizers: {U: {UserPoolArn: a}}}")
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: get"));

    Json body = properties(resources, "A").get("Body").orElseThrow();
    assertThat(body.get("openapi")).contains(Json.of("3.0.1"));
    assertThat(body.get("swagger")).isEmpty();
    assertThat(body.get("securityDefinitions")).isEmpty();
    assertThat(body.at("components", "securitySchemes", "U")).isPresent();
    Json options = body.at("paths", "/x", "options").orElseThrow();
    assertThat(options.get("consumes")).isEmpty();
    assertThat(options.get("produces")).isEmpty();
    assertThat(options.at("responses", "200", "headers", "Access-Control-Allow-Origin"))
        .contains(yaml("{schema: {type: string}}"));
    String deployment = ids(resources, DEPLOYMENT).get(0);
    assertThat(properties(resources, deployment).get("StageName")).isEmpty();
  }

  @Test
  void definitionBody_ofOnesOwn_takesNothingFromEvents() {
    Json resources =
        resources(
            api("A", "DefinitionBody: {swagger: '2.0', paths: {/x: {get: {summary: mine}}}}")
                + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")
                + caller("G", "RestApiId: !Ref A, Path: /y, Method: get"));

    assertThat(properties(resources, "A").get("Body"))
        .contains(yaml("{swagger: '2.0', paths: {/x: {get: {summary: mine}}}}"));
    assertThat(ids(resources, "AWS::Lambda::Permission")).hasSize(2);
  }

  @Test
  void definitionBody_merged_isOverriddenByEvents() {
    Json paths =
        resources(
                api(
                        "A",
                        "MergeDefinitions: true, DefinitionBody: {swagger: '2.0', paths: {/x: {get:"
                            + " {summary: mine, responses: {a: b}}, post: {summary: p}}}}")
                    + caller("F", "RestApiId: !Ref A, Path: /x, Method: get")
                    + caller("G", "RestApiId: !Ref A, Path: /y, Method: get"))
            .at("A", "Properties", "Body", "paths")
            .orElseThrow();

    assertThat(paths.members()).containsOnlyKeys("/x", "/y");
    assertThat(paths.at("/x", "post")).contains(yaml("{summary: p}"));
    assertThat(paths.at("/x", "get", "summary")).contains(Json.of("mine"));
    assertThat(paths.at("/x", "get", "responses")).contains(Json.empty());
    assertThat(paths.at("/x", "get", Swagger.INTEGRATION, "type")).contains(Json.of("aws_proxy"));
  }

  @Test
  void definitionBody_ofOnesOwn_isSecuredWhereItHasIntegrations() {
    Json paths =
        body("""
        DefinitionBody: {swagger: '2.0', paths: {
          /a: {
            parameters: [{name: p}],
            get: {x-amazon-apigateway-integration: {type: mock}, security: [{K: []}]},
            put: {x-amazon-apigateway-integration: {type: mock}, security: [{U: [a]}, {K: []}]},
            patch: {x-amazon-apigateway-integration: {type: mock}, security: [{NONE: []}, {K: []}]},
            post: {summary: none}},
          /b: {'Fn::If': [C, {get: {'Fn::If': [C, {x-amazon-apigateway-integration: {type: mock}}, !Ref 'AWS::NoValue']}}, !Ref 'AWS::NoValue']}}},
        Auth: {DefaultAuthorizer: U, Authorizers: {U: {UserPoolArn: a, AuthorizationScopes: [s]}}}\
        """)
            .get("paths")
            .orElseThrow();

    assertThat(paths.at("/a", "get", "security")).contains(yaml("[{K: []}, {U: [s]}]"));
    assertThat(paths.at("/a", "put", "security")).contains(yaml("[{K: []}, {U: [a]}]"));
    assertThat(paths.at("/a", "patch", "security")).contains(yaml("[{K: []}]"));
    assertThat(paths.at("/a", "post")).contains(yaml("{summary: none}"));
    assertThat(paths.get("/b"))
        .contains(
            yaml(
                "{'Fn::If': [C, {get: {'Fn::If': [C, {x-amazon-apigateway-integration: {type:"
                    + " mock}, security: [{U: [s]}]}, !Ref 'AWS::NoValue']}}, !Ref"
                    + " 'AWS::NoValue']}"));
  }

  @Test
  void api_itsAttributes_areTakenOver() {
    Json resources =
        Sam.transform(
                """
                Conditions: {C: !Equals [a, a]}
                Resources:
                  A:
                    Type: AWS::Serverless::Api
                    Condition: C
                    DependsOn: [Q]
                    Properties: {StageName: live}
                  Q: {Type: AWS::SQS::Queue}
                """)
            .get("Resources")
            .orElseThrow();

    assertThat(resources.at("A", "DependsOn")).contains(yaml("[Q]"));
    for (String id : ids(resources, DEPLOYMENT)) {
      assertThat(resources.at(id, "Condition")).contains(Json.of("C"));
      assertThat(resources.at(id, "DependsOn")).isEmpty();
    }
    assertThat(resources.at("AliveStage", "Condition")).contains(Json.of("C"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AlwaysDeploy: true",
        "ApiKeySourceType: HEADER",
        "CanarySetting: {}",
        "DefinitionUri: s3://b/k",
        "DisableExecuteApiEndpoint: true",
        "Domain: {}",
        "EndpointAccessMode: STRICT",
        "FailOnWarnings: true",
        "GatewayResponses: {}",
        "Mode: merge",
        "Models: {}",
        "Policy: {}",
        "PropagateTags: true",
        "SecurityPolicy: TLS_1_2",
      })
  void api_withWhatIsNotSimulated_isRefusedByName(String property) {
    assertThat(refusal("Resources:\n" + api("A", property).indent(2)))
        .isEqualTo(
            Sam.ONE_ERROR
                + "Resource with id [A] is invalid. Diorama does not support the property "
                + property.substring(0, property.indexOf(':'))
                + " of AWS::Serverless::Api.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Foo: 1 | property Foo not defined for resource of type AWS::Serverless::Api",
        "CacheClusterSize: 0.5 | Property 'CacheClusterSize' should be a string.",
        "CacheClusterEnabled: yes please | Type of property 'CacheClusterEnabled' is invalid.",
        "MethodSettings: {} | Type of property 'MethodSettings' is invalid.",
        "MinimumCompressionSize: 1.5 | Type of property 'MinimumCompressionSize' is invalid.",
        "Cors: 3 | Type of property 'Cors' is invalid.",
        "Cors: {Foo: 1} | Invalid key 'Foo' for 'Cors' property.",
        "Cors: {AllowCredentials: true} | Unable to add Cors configuration because"
            + " 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set",
        "Cors: {AllowOrigin: ''} | Structure of the SAM template is invalid. Invalid input. Value"
            + " for AllowedOrigins is required",
        "Cors: x, DefinitionBody: {a: b} | Unable to add Cors configuration because"
            + " 'DefinitionBody' does not contain a valid Swagger definition.",
        "DefinitionBody: x | Property 'DefinitionBody' should be a map.",
        "OpenApiVersion: 1.0.0 | The OpenApiVersion value must be of the format '3.0.0'.",
        "'EndpointConfiguration: {Type: PRIVATE, VPCEndpointIds: [a], VpcEndpointIds: [b]}' |"
            + " 'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in"
            + " EndpointConfiguration.",
        "EndpointConfiguration: {Foo: b} | Property 'EndpointConfiguration.Foo' is an invalid"
            + " property.",
        "EndpointConfiguration: {IpAddressType: ipv4} | Property 'EndpointConfiguration.Type' is"
            + " required.",
        "Auth: {Foo: 1} | Invalid value for 'Auth' property",
        "Auth: {ApiKeyRequired: true} | Diorama does not support the property Auth.ApiKeyRequired.",
        "Auth: {UsagePlan: {}} | Diorama does not support the property Auth.UsagePlan.",
        "Auth: {ResourcePolicy: {}} | Diorama does not support the property Auth.ResourcePolicy.",
        "Auth: {Authorizers: 3} | Property 'Auth.Authorizers' should be a map.",
        "Auth: {Authorizers: {U: 3}} | Property 'Auth.Authorizers.U' should be a map.",
        "Auth: {Authorizers: {U: {FunctionArn: a}}} | Diorama does not support the property"
            + " Auth.Authorizers.U.FunctionArn.",
        "Auth: {Authorizers: {U: {}}} | Diorama does not support authorizers without UserPoolArn"
            + " (authorizer U).",
        "'Auth: {Authorizers: {U: {UserPoolArn: a, AuthorizationScopes: s}}}' | Property"
            + " 'Authorizers.U.AuthorizationScopes' should be a list.",
        "'Auth: {Authorizers: {U: {UserPoolArn: a, Identity: s}}}' |"
            + " Auth.Authorizers.<Authorizer>.Identity must be a dict"
            + " (LambdaTokenAuthorizationIdentity, LambdaRequestAuthorizationIdentity or"
            + " CognitoAuthorizationIdentity).",
        "'Auth: {Authorizers: {U: {UserPoolArn: a, Identity: {Headers: [h]}}}}' | Diorama does not"
            + " support the property Auth.Authorizers.U.Identity.Headers.",
        "Auth: {DefaultAuthorizer: X} | Unable to set DefaultAuthorizer because 'X' was not defined"
            + " in 'Authorizers'.",
        "'Auth: {DefaultAuthorizer: [X], Authorizers: {U: {UserPoolArn: a}}}' | DefaultAuthorizer"
            + " is not a string.",
        "'Auth: {DefaultAuthorizer: U, AddDefaultAuthorizerToCorsPreflight: 3, Authorizers: {U:"
            + " {UserPoolArn: a}}}' | Diorama needs true or false for the property"
            + " Auth.AddDefaultAuthorizerToCorsPreflight.",
      })
  void api_withWhatIsWrong_isRefused(String property, String why) {
    String unquoted =
        property.startsWith("'") ? property.substring(1, property.length() - 1) : property;

    assertThat(refusal("Resources:\n" + api("A", unquoted).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [A] is invalid. " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a: 3 | Value of '/a' path must be a dictionary according to Swagger spec.",
        "/a: {get: 3} | Definition of method 'get' for path '/a' should be a map.",
        "/a: {get: {x-amazon-apigateway-integration: {a: b}, security: 3}} | Type of security for"
            + " path /a method get must be a list",
      })
  void definitionBody_thatCannotBeSecured_isRefused(String paths, String why) {
    String properties =
        "DefinitionBody: {swagger: '2.0', paths: {"
            + paths
            + "}}, Auth: {DefaultAuthorizer: U, Authorizers: {U: {UserPoolArn: a}}}";

    assertThat(refusal("Resources:\n" + api("A", properties).indent(2)))
        .isEqualTo(Sam.ONE_ERROR + "Structure of the SAM template is invalid. " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Properties: {} | Missing required property 'StageName'.",
        "Properties: {StageName: ''} | StageName cannot be empty.",
        "Properties: {StageName: [a]} | Type of property 'StageName' is invalid.",
      })
  void stageName_thatIsNone_isRefused(String properties, String why) {
    assertThat(
            refusal("Resources:\n  A:\n    Type: AWS::Serverless::Api\n    " + properties + "\n"))
        .isEqualTo(Sam.ONE_ERROR + "Resource with id [A] is invalid. " + why);
  }
}
