package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.ServiceApi;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeMismatchException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

class JsonProtocolTest {
  private static final String DYNAMODB = "dynamodb.us-east-1.amazonaws.com";

  private final FakeCloud cloud = new FakeCloud();
  private final ServiceApi dynamo =
      ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
  private final ServiceApi cognito =
      ServiceApi.of("cognito-idp", CognitoIdentityProviderClient.class, Protocol.JSON_1_1);

  @BeforeEach
  void install() {
    cloud.answer(dynamo, PutItemRequest.class, q -> PutItemResponse.builder().build());
    cloud.answer(
        dynamo,
        GetItemRequest.class,
        q -> GetItemResponse.builder().item(Map.of("pk", AttributeValue.fromS("1"))).build());
    cloud.answer(dynamo, QueryRequest.class, q -> QueryResponse.builder().build());
    cloud.answer(dynamo, CreateTableRequest.class, q -> CreateTableResponse.builder().build());
    cloud.install(dynamo);
  }

  private static Map<String, AttributeValue> everything() {
    AttributeValue deep =
        AttributeValue.fromM(
            Map.of("list", AttributeValue.fromL(List.of(AttributeValue.fromN("-1.5E+3")))));
    return Map.of(
        "s", AttributeValue.fromS("quote \" slash \\ umlaut ü emoji 😀 nul \u0000 end"),
        "n", AttributeValue.fromN("3.14159265358979323846"),
        "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127})),
        "ss", AttributeValue.fromSs(List.of("a", "b")),
        "bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))),
        "bool", AttributeValue.fromBool(false),
        "nul", AttributeValue.fromNul(true),
        "l", AttributeValue.fromL(List.of(deep, AttributeValue.fromL(List.of()))),
        "m", AttributeValue.fromM(Map.of("in", deep)));
  }

  @Test
  void putItem_everyTypeOfValue_arrivesAsSent() {
    cloud.client(DynamoDbClient.builder()).putItem(b -> b.tableName("T").item(everything()));

    assertThat(((PutItemRequest) cloud.lastTyped()).item()).isEqualTo(everything());
    assertThat(cloud.lastRequest().header("X-Amz-Target")).contains("DynamoDB_20120810.PutItem");
  }

  @Test
  void batchGetItem_everyTypeOfValue_arrivesAsAnswered() {
    cloud.answer(
        dynamo,
        BatchGetItemRequest.class,
        q -> BatchGetItemResponse.builder().responses(Map.of("T", List.of(everything()))).build());

    BatchGetItemRequest request =
        BatchGetItemRequest.builder()
            .requestItems(
                Map.of(
                    "T",
                    KeysAndAttributes.builder()
                        .keys(List.of(Map.of("pk", AttributeValue.fromS("1"))))
                        .build()))
            .build();
    BatchGetItemResponse response = cloud.client(DynamoDbClient.builder()).batchGetItem(request);

    assertThat(cloud.lastTyped()).isEqualTo(request);
    assertThat(response.responses()).isEqualTo(Map.of("T", List.of(everything())));
  }

  @Test
  void describeTable_dates_areSecondsWithFraction() {
    Instant created = Instant.parse("2026-01-01T00:00:00.123Z");
    cloud.answer(
        dynamo,
        DescribeTableRequest.class,
        q ->
            DescribeTableResponse.builder()
                .table(t -> t.tableName("T").creationDateTime(created).itemCount(5_000_000_000L))
                .build());

    assertThat(
            cloud
                .client(DynamoDbClient.builder())
                .describeTable(b -> b.tableName("T"))
                .table()
                .creationDateTime())
        .isEqualTo(created);
    assertThat(post("DynamoDB_20120810.DescribeTable", "{\"TableName\":\"T\"}").text())
        .isEqualTo(
            "{\"Table\":{\"TableName\":\"T\",\"CreationDateTime\":1767225600.123,"
                + "\"ItemCount\":5000000000}}");
  }

  @Test
  void getItem_goldenRequest_givesGoldenResponse() {
    HttpResponse response =
        post("DynamoDB_20120810.GetItem", "{\"TableName\":\"T\",\"Key\":{\"pk\":{\"S\":\"1\"}}}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"Item\":{\"pk\":{\"S\":\"1\"}}}");
    assertThat(response.headers().first("Content-Type")).contains("application/x-amz-json-1.0");
    CRC32 crc = new CRC32();
    crc.update(response.body());
    assertThat(response.headers().first("x-amz-crc32")).contains(Long.toString(crc.getValue()));
    assertThat(response.headers().first("x-amzn-RequestId"))
        .contains(cloud.cloud.trace().spans().get(0).requestId());
  }

  @Test
  void getItem_unknownMembersAndNulls_areIgnored() {
    HttpResponse response =
        post(
            "DynamoDB_20120810.GetItem",
            "{\"TableName\":\"T\",\"Key\":{\"pk\":{\"S\":\"1\",\"N\":null}},\"Later\":{\"a\":[1,{}]},"
                + "\"ProjectionExpression\":null}");

    assertThat(response.status()).isEqualTo(200);
    GetItemRequest request = (GetItemRequest) cloud.lastTyped();
    assertThat(request.key()).isEqualTo(Map.of("pk", AttributeValue.fromS("1")));
    assertThat(request.projectionExpression()).isNull();
  }

  @Test
  void putItem_nullAsAttributeValue_isAnEmptyValueForTheServiceToRefuse() {
    post(
        "DynamoDB_20120810.PutItem",
        "{\"TableName\":\"T\",\"Item\":{\"a\":null,\"b\":{\"L\":[null]}}}");

    Map<String, AttributeValue> item = ((PutItemRequest) cloud.lastTyped()).item();
    assertThat(item.get("a")).isEqualTo(AttributeValue.builder().build());
    assertThat(item.get("b").l()).containsExactly(AttributeValue.builder().build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"TableName\":1}|NUMBER_VALUE cannot be converted to String",
        "{\"TableName\":1.5}|DECIMAL_VALUE cannot be converted to String",
        "{\"TableName\":true}|TRUE_VALUE cannot be converted to String",
        "{\"TableName\":[]}|Unrecognized collection type class java.lang.String",
        "{\"TableName\":{}}|Start of structure or map found where not expected",
        "{\"ConsistentRead\":\"true\"}|Unexpected token received from parser",
        "{\"ConsistentRead\":1}|NUMBER_VALUE cannot be converted to Boolean",
        "{\"Key\":\"a\"}|Unexpected field type",
        "{\"Key\":[]}|Unrecognized collection type java.util.Map<java.lang.String,"
            + " com.amazonaws.dynamodb.v20120810.AttributeValue>",
        "{\"Key\":{\"a\":\"b\"}}|Unexpected value type in payload",
        "{\"AttributesToGet\":{}}|Start of structure or map found where not expected",
        "{\"Key\":{\"a\":{\"B\":\"abc\"}}}"
            + "|Base64 encoded length is expected a multiple of 4 bytes but found: 3",
        "{\"Key\":{\"a\":{\"B\":\"ab!=\"}}}|Invalid Base64 character",
      })
  void getItem_wrongType_isSerializationExceptionInDynamoDbsWords(String body, String message) {
    HttpResponse response = post("DynamoDB_20120810.GetItem", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(Json.parse(response.body()).text("__type"))
        .contains("com.amazon.coral.service#SerializationException");
    assertThat(Json.parse(response.body()).text("Message")).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "1",
        "\"x\"",
        "{\"TableName\":\"T\",}",
        "{} {}",
        "{'TableName':'T'}",
        "\u0000",
        "{\"TableName\":\"T\""
      })
  void query_notJson_isSerializationExceptionWithoutMessage(String body) {
    HttpResponse response = post("DynamoDB_20120810.Query", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo("{\"__type\":\"com.amazon.coral.service#SerializationException\"}");
  }

  @Test
  void query_numberTooLarge_isSerializationException() {
    HttpResponse response =
        post("DynamoDB_20120810.Query", "{\"TableName\":\"T\",\"Limit\":99999999999999999999}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("SerializationException");
  }

  @Test
  void query_fractionForInteger_isCutOff() {
    post("DynamoDB_20120810.Query", "{\"TableName\":\"T\",\"Limit\":7.9}");

    assertThat(((QueryRequest) cloud.lastTyped()).limit()).isEqualTo(7);
  }

  @Test
  void putItem_nestedWithoutEnd_isSerializationExceptionAndNotAFault() {
    String deep = "{\"L\":[".repeat(100_000);
    HttpResponse response =
        post("DynamoDB_20120810.PutItem", "{\"TableName\":\"T\",\"Item\":{\"a\":" + deep);

    assertThat(response.status()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("SerializationException");
  }

  @Test
  void getItem_requiredMemberMissing_isValidationExceptionNamingIt() {
    HttpResponse response = post("DynamoDB_20120810.GetItem", "{\"TableName\":\"T\"}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(Json.parse(response.body()).text("__type"))
        .contains("com.amazon.coral.validate#ValidationException");
    assertThat(Json.parse(response.body()).text("message"))
        .contains(
            "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member"
                + " must not be null");
  }

  @Test
  void getItem_tableNameMissing_isSaidInDynamoDbsOwnWords() {
    HttpResponse response = post("DynamoDB_20120810.GetItem", "{}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("ValidationException");
    assertThat(Json.parse(response.body()).text("message"))
        .contains("The parameter 'TableName' is required but was not present in the request");
  }

  @Test
  void cognito_requiredMemberMissing_isInvalidParameterException() {
    cloud.answer(cognito, ListUsersRequest.class, q -> ListUsersResponse.builder().build());
    cloud.install(cognito);

    HttpResponse response = cognito("ListUsers", "{}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("InvalidParameterException");
    assertThat(response.text()).contains("Value null at 'userPoolId' failed");
  }

  @Test
  void createTable_requiredMembersMissingDeepDown_areAllNamedByPath() {
    HttpResponse response =
        post(
            "DynamoDB_20120810.CreateTable",
            "{\"AttributeDefinitions\":[{\"AttributeName\":\"a\",\"AttributeType\":\"S\"},"
                + "{\"AttributeType\":\"S\"}],\"TableName\":\"T\",\"KeySchema\":[{}]}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(Json.parse(response.body()).text("message").orElseThrow())
        .startsWith("3 validation errors detected: Value null at ")
        .contains("'attributeDefinitions.2.member.attributeName'")
        .contains("'keySchema.1.member.attributeName'")
        .contains("'keySchema.1.member.keyType'");
  }

  @Test
  void batchGetItem_requiredMemberMissingInMap_isNamedByKey() {
    cloud.answer(dynamo, BatchGetItemRequest.class, q -> BatchGetItemResponse.builder().build());
    HttpResponse response = post("DynamoDB_20120810.BatchGetItem", "{\"RequestItems\":{\"T\":{}}}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(Json.parse(response.body()).text("message").orElseThrow())
        .contains("Value null at 'requestItems.T.member.keys'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void getItem_wrongContentType_isUnknownOperation404(String type) {
    HttpResponse response = post("DynamoDB_20120810.GetItem", "{}", Map.of("Content-Type", type));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).isEqualTo("<UnknownOperationException/>\n");
  }

  @Test
  void getItem_byGet_isUnknownOperation404() {
    HttpResponse response =
        cloud.send(FakeCloud.request("GET", DYNAMODB, "dynamodb", "/", Headers.NONE, ""));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).isEqualTo("<UnknownOperationException/>\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DynamoDB_20120810.NoSuchThing",
        "DynamoDB_20111205.GetItem",
        "DynamoDBStreams_20120810.ListStreams",
        "GetItem",
        "DynamoDB_20120810.DynamoDb",
        "DynamoDB_20120810.getitem",
        "DynamoDB_20120810.",
        "DynamoDB_20120810.../model",
        ""
      })
  void unknownTarget_isUnknownOperationException400(String target) {
    HttpResponse response = post(target, "{}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
  }

  @Test
  void operationThatOnlyAwsHas_isNotImplemented501NamingIt() {
    HttpResponse response = post("DynamoDB_20120810.DescribeLimits", "{}");

    assertThat(response.status()).isEqualTo(501);
    assertThat(code(response)).isEqualTo("NotImplemented");
    assertThat(response.text()).contains("dynamodb:DescribeLimits");
  }

  @Test
  void error_ofTheModel_hasDynamoDbsNamespaceAndItsFields() {
    AwsException failed =
        new AwsException(
                "ConditionalCheckFailedException",
                400,
                ErrorCode.Side.CLIENT,
                "The conditional request failed",
                Map.of())
            .withField("Item", Json.parse("{\"pk\":{\"S\":\"1\"}}"));
    cloud.answer(dynamo, DeleteItemRequest.class, FakeCloud.refuse(failed));

    HttpResponse response =
        post(
            "DynamoDB_20120810.DeleteItem", "{\"TableName\":\"T\",\"Key\":{\"pk\":{\"S\":\"1\"}}}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo(
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
                + "\"message\":\"The conditional request failed\",\"Item\":{\"pk\":{\"S\":\"1\"}}}");
    assertThatThrownBy(
            () ->
                cloud
                    .client(DynamoDbClient.builder())
                    .deleteItem(b -> b.tableName("T").key(Map.of("pk", AttributeValue.fromS("1")))))
        .isInstanceOfSatisfying(
            ConditionalCheckFailedException.class,
            e -> {
              assertThat(e.item()).isEqualTo(Map.of("pk", AttributeValue.fromS("1")));
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e.requestId()).isNotEmpty();
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo("The conditional request failed");
            });
  }

  @Test
  void error_transactionCanceled_writesMessageWithCapitalAndReasons() {
    AwsException failed =
        new AwsException(
                "TransactionCanceledException", 400, ErrorCode.Side.CLIENT, "cancelled", Map.of())
            .withField(
                "CancellationReasons",
                Json.parse("[{\"Code\":\"None\"},{\"Code\":\"ConditionalCheckFailed\"}]"));
    cloud.answer(dynamo, TransactWriteItemsRequest.class, FakeCloud.refuse(failed));

    assertThatThrownBy(
            () ->
                cloud
                    .client(DynamoDbClient.builder())
                    .transactWriteItems(
                        b -> b.transactItems(List.of(TransactWriteItem.builder().build()))))
        .isInstanceOfSatisfying(
            TransactionCanceledException.class,
            e ->
                assertThat(e.cancellationReasons())
                    .extracting(CancellationReason::code)
                    .containsExactly("None", "ConditionalCheckFailed"));
    assertThat(post("DynamoDB_20120810.TransactWriteItems", "{\"TransactItems\":[{}]}").text())
        .contains("\"Message\":\"cancelled\"");
  }

  @Test
  void error_withoutCredentials_isInDynamoDbsFrontsNamespace() {
    HttpResponse response =
        cloud.send(FakeCloud.unsigned(request("DynamoDB_20120810.GetItem", "{}", Map.of())));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo(
            "{\"__type\":\"com.amazon.coral.service#MissingAuthenticationTokenException\","
                + "\"message\":\"Request is missing Authentication Token\"}");
  }

  @Test
  void dynamoDbException_ofUnknownKind_isReadByTheClient() {
    assertThatThrownBy(() -> cloud.client(DynamoDbClient.builder()).listTables())
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
              assertThat(e.statusCode()).isEqualTo(501);
            });
  }

  @Test
  void cognito_json11_roundTrip() {
    cloud.answerAnyone(
        cognito,
        InitiateAuthRequest.class,
        q ->
            InitiateAuthResponse.builder()
                .challengeName("PASSWORD_VERIFIER")
                .challengeParameters(Map.of("SALT", "00ff"))
                .build());
    cloud.install(cognito);
    CognitoIdentityProviderClient client = cloud.client(CognitoIdentityProviderClient.builder());

    InitiateAuthResponse response =
        client.initiateAuth(
            b ->
                b.clientId("abc")
                    .authFlow("USER_SRP_AUTH")
                    .authParameters(Map.of("USERNAME", "mina", "SRP_A", "ff")));

    assertThat(response.challengeParameters()).containsExactly(Map.entry("SALT", "00ff"));
    assertThat(((InitiateAuthRequest) cloud.lastTyped()).authParameters())
        .containsEntry("USERNAME", "mina");
  }

  @Test
  void cognito_error_hasPlainTypeAndHeader() {
    AwsException mismatch =
        new AwsException(
            "CodeMismatchException", 400, ErrorCode.Side.CLIENT, "Invalid code", Map.of());
    cloud.answerAnyone(cognito, ConfirmSignUpRequest.class, FakeCloud.refuse(mismatch));
    cloud.install(cognito);

    assertThatThrownBy(
            () ->
                cloud
                    .client(CognitoIdentityProviderClient.builder())
                    .confirmSignUp(
                        b -> b.clientId("abc").username("mina").confirmationCode("000000")))
        .isInstanceOf(CodeMismatchException.class)
        .hasMessageContaining("Invalid code");
    HttpResponse response =
        cognito(
            "ConfirmSignUp",
            "{\"ClientId\":\"a\",\"Username\":\"b\"," + "\"ConfirmationCode\":\"1\"}");
    assertThat(response.text())
        .isEqualTo("{\"__type\":\"CodeMismatchException\",\"message\":\"Invalid code\"}");
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("CodeMismatchException");
    assertThat(response.headers().has("x-amz-crc32")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"UserPoolId\":1}|NUMBER_VALUE can not be converted to a String",
        "{\"UserPoolId\":1.5}|NUMBER_VALUE can not be converted to a String",
        "{\"UserPoolId\":[]}|Start of list found where not expected",
        "{\"UserPoolId\":{}}|Start of structure or map found where not expected.",
        "{\"Limit\":\"1\"}|STRING_VALUE can not be converted to an Integer",
        "{\"AttributesToGet\":\"x\"}|Expected list or null",
        "[]|Start of list found where not expected",
      })
  void cognito_wrongType_isSerializationExceptionInTheUsualWords(String body, String message) {
    cloud.answer(cognito, ListUsersRequest.class, q -> ListUsersResponse.builder().build());
    cloud.install(cognito);

    HttpResponse response = cognito("ListUsers", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text())
        .isEqualTo("{\"__type\":\"SerializationException\",\"Message\":\"" + message + "\"}");
  }

  @Test
  void cognito_emptyListAndMap_areWrittenAbsentOnesNot() {
    cloud.answer(
        cognito, ListUsersRequest.class, q -> ListUsersResponse.builder().users(List.of()).build());
    cloud.install(cognito);

    assertThat(cognito("ListUsers", "{\"UserPoolId\":\"p\"}").text()).isEqualTo("{\"Users\":[]}");
  }

  @Test
  void sqs_json10_roundTrip() {
    ServiceApi sqs = ServiceApi.of("sqs", SqsClient.class, Protocol.JSON_1_0);
    Message message =
        Message.builder()
            .messageId("m")
            .body("<&>")
            .attributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, "1"))
            .build();
    cloud.answer(
        sqs,
        ReceiveMessageRequest.class,
        q -> ReceiveMessageResponse.builder().messages(message).build());
    cloud.install(sqs);

    assertThat(
            cloud
                .client(SqsClient.builder().checksumValidationEnabled(false))
                .receiveMessage(b -> b.queueUrl("https://q").waitTimeSeconds(3))
                .messages())
        .containsExactly(message);
    assertThat(((ReceiveMessageRequest) cloud.lastTyped()).waitTimeSeconds()).isEqualTo(3);
  }

  private HttpResponse cognito(String operation, String body) {
    return cloud.send(
        FakeCloud.request(
            "POST",
            "cognito-idp.us-east-1.amazonaws.com",
            "cognito-idp",
            "/",
            Headers.builder()
                .set("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .set("Content-Type", "application/x-amz-json-1.1")
                .build(),
            body));
  }

  private static String code(HttpResponse response) {
    String type = Json.parse(response.body()).text("__type").orElseThrow();
    return type.substring(type.indexOf('#') + 1);
  }

  private HttpResponse post(String target, String body) {
    return post(target, body, Map.of());
  }

  private HttpResponse post(String target, String body, Map<String, String> more) {
    return cloud.send(request(target, body, more));
  }

  private static HttpRequest request(String target, String body, Map<String, String> more) {
    Headers.Builder headers =
        Headers.builder()
            .set("X-Amz-Target", target)
            .set("Content-Type", "application/x-amz-json-1.0");
    more.forEach(headers::set);
    return FakeCloud.request("POST", DYNAMODB, "dynamodb", "/", headers.build(), body);
  }
}
