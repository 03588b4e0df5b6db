package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.router.ServiceApi;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Random messages of many models: what a real client sends is what the rule is given, and what the
 * rule answers is what the client reads.
 */
class RoundTripTest {
  private static final int MESSAGES = 40;

  private final FakeCloud cloud = new FakeCloud();

  private Object client(String service) {
    return switch (service) {
      case "dynamodb" -> cloud.client(DynamoDbClient.builder());
      case "cognito-idp" -> cloud.client(CognitoIdentityProviderClient.builder());
      case "iam" -> cloud.client(IamClient.builder());
      case "cloudformation" -> cloud.client(CloudFormationClient.builder());
      case "lambda" -> cloud.client(LambdaClient.builder());
      case "apigateway" -> cloud.client(ApiGatewayClient.builder());
      case "s3" -> cloud.client(S3Client.builder());
      default -> throw new IllegalArgumentException(service);
    };
  }

  private static ServiceApi api(String service) {
    return switch (service) {
      case "dynamodb" -> ServiceApi.of(service, DynamoDbClient.class, Protocol.JSON_1_0);
      case "cognito-idp" ->
          ServiceApi.of(service, CognitoIdentityProviderClient.class, Protocol.JSON_1_1);
      case "iam" -> ServiceApi.of(service, IamClient.class, Protocol.QUERY);
      case "cloudformation" -> ServiceApi.of(service, CloudFormationClient.class, Protocol.QUERY);
      case "lambda" -> ServiceApi.of(service, LambdaClient.class, Protocol.REST_JSON);
      case "apigateway" -> ServiceApi.of(service, ApiGatewayClient.class, Protocol.REST_JSON);
      case "s3" ->
          ServiceApi.of(service, S3Client.class, Protocol.REST_XML)
              .addressing(BucketInHost::address);
      default -> throw new IllegalArgumentException(service);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb,CreateTable",
    "dynamodb,UpdateItem",
    "dynamodb,BatchGetItem",
    "dynamodb,TransactWriteItems",
    "dynamodb,DescribeExport",
    "cognito-idp,CreateUserPool",
    "cognito-idp,AdminInitiateAuth",
    "cognito-idp,ListUsers",
    "iam,GetAccountAuthorizationDetails",
    "iam,SimulateCustomPolicy",
    "iam,CreateRole",
    "cloudformation,DescribeStacks",
    "cloudformation,CreateChangeSet",
    "cloudformation,DescribeStackResources",
    "lambda,UpdateFunctionConfiguration",
    "lambda,CreateEventSourceMapping",
    "lambda,GetFunction",
    "apigateway,GetMethod",
    "apigateway,UpdateStage",
    "apigateway,CreateDomainName",
    "s3,ListParts",
    "s3,PutBucketReplication",
    "s3,PutBucketWebsite",
    "s3,PutBucketNotificationConfiguration",
    "s3,GetBucketNotificationConfiguration",
    "s3,GetBucketLifecycleConfiguration",
    "s3,GetObjectAttributes",
  })
  void message_random_survivesTheWireBothWays(String service, String operation) throws Exception {
    Object client = client(service);
    Class<? extends AwsRequest> type = requestType(client, operation);
    Method send = method(client, operation, type);
    RandomMessages random =
        new RandomMessages(
            1, service.equals("cognito-idp") ? "cognitoidentityprovider" : service, operation);
    List<SdkResponse> answers = new ArrayList<>();
    ServiceApi api = api(service);
    install(api, type, answers);
    for (int i = 0; i < MESSAGES; i++) {
      AwsRequest request = (AwsRequest) random.fill(builder(type));
      SdkResponse response = (SdkResponse) random.fill(builder(send.getReturnType()));
      answers.clear();
      answers.add(response);
      cloud.typed.clear();
      Object read = send.invoke(client, request);
      assertThat(((SdkPojo) request).equalsBySdkFields(cloud.lastTyped()))
          .as("message %d: sent %s, arrived %s", i, request, cloud.lastTyped())
          .isTrue();
      assertThat(((SdkPojo) response).equalsBySdkFields(read))
          .as("message %d: answered %s, read %s", i, response, read)
          .isTrue();
    }
  }

  private <Q extends AwsRequest> void install(
      ServiceApi api, Class<Q> type, List<SdkResponse> answers) {
    cloud.answer(api, type, request -> answers.get(0));
    cloud.install(api);
  }

  private static Class<? extends AwsRequest> requestType(Object client, String operation) {
    for (Method method : client.getClass().getMethods()) {
      Class<?>[] parameters = method.getParameterTypes();
      if (parameters.length == 1 && parameters[0].getSimpleName().equals(operation + "Request")) {
        return parameters[0].asSubclass(AwsRequest.class);
      }
    }
    throw new IllegalArgumentException(operation);
  }

  private static Method method(Object client, String operation, Class<?> type)
      throws ReflectiveOperationException {
    String name = operation.substring(0, 1).toLowerCase(Locale.ROOT) + operation.substring(1);
    for (Class<?> each : client.getClass().getInterfaces()) {
      return each.getMethod(name, type);
    }
    throw new IllegalArgumentException(operation);
  }

  private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
    return (SdkPojo) type.getMethod("builder").invoke(null);
  }
}
