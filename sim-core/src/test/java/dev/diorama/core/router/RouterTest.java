package dev.diorama.core.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.Latency;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

class RouterTest {
  private static final String SCOPE =
      "AWS4-HMAC-SHA256 Credential=test/20260101/%s/%s/aws4_request, SignedHeaders=host,"
          + " Signature=0";
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final Router router = cloud.router();
  private final ServiceApi dynamo =
      ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
  private final ServiceApi sts = ServiceApi.of("sts", StsClient.class, Protocol.QUERY);
  private final ServiceApi lambda = ServiceApi.of("lambda", LambdaClient.class, Protocol.REST_JSON);
  private final ServiceApi s3 = ServiceApi.of("s3", S3Client.class, Protocol.REST_XML);
  private AuthFailure failure = new AuthFailure(AuthFailure.Kind.MISSING, "");
  private boolean authentic = true;
  private Decision decision = Decision.allow("a test allows everything");

  @BeforeEach
  void install() {
    dynamo
        .on(ListTablesRequest.class, (call, q) -> ListTablesResponse.builder().build())
        .action("dynamodb:ListTables");
    sts.on(
            GetCallerIdentityRequest.class,
            (call, q) -> GetCallerIdentityResponse.builder().account(call.account()).build())
        .action("sts:GetCallerIdentity");
    lambda
        .on(ListFunctionsRequest.class, (call, q) -> ListFunctionsResponse.builder().build())
        .action("lambda:ListFunctions");
    s3.on(ListBucketsRequest.class, (call, q) -> ListBucketsResponse.builder().build())
        .action("s3:ListAllMyBuckets", (call, q) -> "arn:aws:s3:::*");
    List.of(dynamo, sts, lambda, s3).forEach(router::install);
    router.guard(
        new Authenticator() {
          @Override
          public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
            if (!authentic) {
              throw failure;
            }
            return request.header("Authorization").isPresent() ? ROOT : Principal.ANONYMOUS;
          }

          @Override
          public Principal resolve(String accessKeyId, String sessionToken) {
            throw failure;
          }
        },
        (principal, access, facts) -> decision);
  }

  private static HttpRequest request(
      String method, String host, String pathAndQuery, Map<String, String> headers, String body) {
    int question = pathAndQuery.indexOf('?');
    Headers.Builder all = Headers.builder().set("Host", host);
    headers.forEach(all::set);
    return new HttpRequest(
        method,
        "https",
        host,
        443,
        question < 0 ? pathAndQuery : pathAndQuery.substring(0, question),
        question < 0 ? "" : pathAndQuery.substring(question + 1),
        all.build(),
        body.getBytes(StandardCharsets.UTF_8),
        "10.0.0.1");
  }

  private static String signed(String region, String service) {
    return SCOPE.formatted(region, service);
  }

  private Span lastSpan() {
    List<Span> spans = cloud.trace().spans();
    return spans.get(spans.size() - 1);
  }

  private static Map<String, String> jsonHeaders(String target) {
    return Map.of("X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.0");
  }

  private static HttpRequest listTables() {
    return request(
        "POST",
        "127.0.0.1",
        "/",
        Map.of(
            "X-Amz-Target", "DynamoDB_20120810.ListTables",
            "Content-Type", "application/x-amz-json-1.0",
            "Authorization", signed("eu-central-1", "dynamodb")),
        "{}");
  }

  @Test
  void handle_signedScope_namesServiceAndRegionWhateverTheHost() {
    HttpResponse response = router.handle(listTables());

    assertThat(response.status()).isEqualTo(200);
    assertThat(lastSpan().service()).isEqualTo("dynamodb");
    assertThat(lastSpan().operation()).isEqualTo("ListTables");
    assertThat(lastSpan().principal()).isEqualTo(ROOT.arn());
    assertThat(lastSpan().decision()).isEqualTo("a test allows everything");
    assertThat(lastSpan().requestId())
        .isEqualTo(response.headers().first("x-amzn-RequestId").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1.amazonaws.com,sts,GET,'/?Action=GetCallerIdentity&Version=2011-06-15',sts",
    "x.localhost,lambda,GET,/2015-03-31/functions,lambda",
    "s3.localhost,s3,GET,/,s3",
  })
  void handle_signed_reachesTheServiceOfItsScope(
      String host, String service, String method, String path, String expected) {
    HttpResponse response =
        router.handle(
            request(method, host, path, Map.of("Authorization", signed("eu-west-1", service)), ""));

    assertThat(response.status()).isEqualTo(200);
    assertThat(lastSpan().service()).isEqualTo(expected);
  }

  @Test
  void resolution_presignedQuery_namesServiceAndRegion() {
    HttpRequest request =
        request(
            "GET",
            "127.0.0.1",
            "/?X-Amz-Credential=test%2F20260101%2Fap-southeast-2%2Fs3%2Faws4_request",
            Map.of(),
            "");

    Resolution found = Resolution.of(request, List.of(dynamo, sts, lambda, s3), "us-east-1");

    assertThat(found.service()).isEqualTo("s3");
    assertThat(found.region()).isEqualTo("ap-southeast-2");
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb.eu-central-1.amazonaws.com,eu-central-1,dynamodb",
    "sts.amazonaws.com,us-east-1,sts",
    "sts.us-gov-west-1.amazonaws.com,us-gov-west-1,sts",
    "lambda.ap-southeast-2.amazonaws.com,ap-southeast-2,lambda",
    "s3.us-west-2.localhost,us-west-2,s3",
    "127.0.0.1,us-east-1,s3",
    "localhost,us-east-1,s3",
  })
  void resolution_unsigned_goesByHost(String host, String region, String service) {
    Resolution found =
        Resolution.of(
            request("GET", host, "/", Map.of(), ""), List.of(dynamo, sts, lambda, s3), "us-east-1");

    assertThat(found.api()).isNotNull();
    assertThat(found.service()).isEqualTo(service);
    assertThat(found.region()).isEqualTo(region);
  }

  @Test
  void resolution_unsignedWithTarget_goesByTarget() {
    Resolution found =
        Resolution.of(
            request("POST", "127.0.0.1", "/", jsonHeaders("DynamoDB_20120810.ListTables"), "{}"),
            List.of(sts, s3, dynamo),
            "us-east-1");

    assertThat(found.service()).isEqualTo("dynamodb");
  }

  @Test
  void resolution_unsignedForm_goesByAction() {
    Resolution found =
        Resolution.of(
            request(
                "POST",
                "127.0.0.1",
                "/",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"),
            List.of(s3, dynamo, sts),
            "us-east-1");

    assertThat(found.service()).isEqualTo("sts");
  }

  @Test
  void resolution_twoVersionsOnOneHost_areToldApartByPath() {
    ServiceApi old =
        ServiceApi.of("mail", StsClient.class, Protocol.QUERY)
            .hostPrefix("email")
            .only(request -> !request.rawPath().startsWith("/v2/"));
    ServiceApi fresh =
        ServiceApi.of("mail2", LambdaClient.class, Protocol.REST_JSON)
            .signingName("mail")
            .hostPrefix("email")
            .only(request -> request.rawPath().startsWith("/v2/"));
    Map<String, String> signature = Map.of("Authorization", signed("us-east-1", "mail"));
    for (Map<String, String> headers : List.of(signature, Map.<String, String>of())) {
      String host = "email.us-east-1.amazonaws.com";
      assertThat(
              Resolution.of(
                      request("POST", host, "/", headers, ""), List.of(old, fresh), "us-east-1")
                  .service())
          .isEqualTo("mail");
      assertThat(
              Resolution.of(
                      request("POST", host, "/v2/x", headers, ""), List.of(old, fresh), "us-east-1")
                  .service())
          .isEqualTo("mail2");
    }
  }

  @Test
  void resolution_twoServicesOfOneSigningName_areToldApartByTarget() {
    ServiceApi streams =
        ServiceApi.of("streams.dynamodb", DynamoDbStreamsClient.class, Protocol.JSON_1_0)
            .signingName("dynamodb");
    streams.on(ListStreamsRequest.class, (call, q) -> ListStreamsResponse.builder().build());
    HttpRequest request =
        request(
            "POST",
            "127.0.0.1",
            "/",
            Map.of(
                "X-Amz-Target", "DynamoDBStreams_20120810.ListStreams",
                "Content-Type", "application/x-amz-json-1.0",
                "Authorization", signed("us-east-1", "dynamodb")),
            "{}");

    assertThat(Resolution.of(request, List.of(dynamo, streams), "us-east-1").service())
        .isEqualTo("streams.dynamodb");
    router.install(streams);
    assertThat(router.handle(request).status()).isEqualTo(200);
    assertThat(router.handle(listTables()).status()).isEqualTo(200);
  }

  @Test
  void handle_facade_takesTheRequestsItClaimsWhateverTheyAreSignedFor() {
    ServiceApi dax =
        ServiceApi.of("dax", DynamoDbClient.class, Protocol.JSON_1_0)
            .facade(request -> request.host().startsWith("cluster."));
    dax.on(
        ListTablesRequest.class,
        (call, q) -> ListTablesResponse.builder().tableNames("from-dax").build());
    router.install(dax);
    HttpRequest plain = listTables();

    assertThat(router.handle(plain).text()).isEqualTo("{}");
    assertThat(router.handle(plain.withPath("cluster.local", "/")).text()).contains("from-dax");
  }

  @Test
  void handle_unknownService_isNotImplemented501NamingIt() {
    HttpResponse response =
        router.handle(
            request(
                "POST",
                "kinesis.us-east-1.amazonaws.com",
                "/",
                Map.of(
                    "Authorization",
                    signed("us-east-1", "kinesis"),
                    "X-Amz-Target",
                    "Kinesis_20131202.ListStreams"),
                "{}"));

    assertThat(response.status()).isEqualTo(501);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("NotImplemented");
    assertThat(response.headers().first("x-amzn-RequestId")).contains(lastSpan().requestId());
    assertThat(response.text()).contains("kinesis:Kinesis_20131202.ListStreams");
    assertThat(lastSpan().status()).isEqualTo(501);
  }

  @Test
  void handle_unknownHostUnsigned_isNotImplemented501() {
    HttpResponse response =
        router.handle(request("GET", "sqs.us-east-1.amazonaws.com", "/", Map.of(), ""));

    assertThat(response.status()).isEqualTo(501);
    assertThat(response.text()).contains("sqs.us-east-1.amazonaws.com:GET /");
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING,400,MissingAuthenticationTokenException,403,MissingAuthenticationToken,403,AccessDenied",
    "MALFORMED,400,IncompleteSignatureException,400,IncompleteSignature,400,"
        + "AuthorizationHeaderMalformed",
    "UNKNOWN_KEY,400,UnrecognizedClientException,403,InvalidClientTokenId,403,InvalidAccessKeyId",
    "EXPIRED_TOKEN,400,ExpiredTokenException,403,ExpiredToken,400,ExpiredToken",
    "BAD_SIGNATURE,400,InvalidSignatureException,403,SignatureDoesNotMatch,403,"
        + "SignatureDoesNotMatch",
    "BAD_BODY_HASH,400,InvalidSignatureException,403,SignatureDoesNotMatch,400,"
        + "XAmzContentSHA256Mismatch",
    "SKEWED,400,InvalidSignatureException,403,SignatureDoesNotMatch,403,RequestTimeTooSkewed",
    "EXPIRED_URL,400,InvalidSignatureException,403,SignatureDoesNotMatch,403,AccessDenied",
  })
  void handle_badCredentials_isRefusedInTheWordsOfTheProtocol(
      AuthFailure.Kind kind,
      int jsonStatus,
      String jsonCode,
      int queryStatus,
      String queryCode,
      int xmlStatus,
      String xmlCode) {
    authentic = false;
    failure = new AuthFailure(kind, "detail");

    HttpResponse json = router.handle(listTables());
    HttpResponse restJson = listFunctions();
    HttpResponse query = getCallerIdentity();
    HttpResponse xml = listBuckets();

    assertThat(json.status()).isEqualTo(jsonStatus);
    assertThat(json.text()).contains("#" + jsonCode + "\"");
    assertThat(restJson.status()).isEqualTo(403);
    assertThat(restJson.headers().first("x-amzn-ErrorType")).contains(jsonCode);
    assertThat(query.status()).isEqualTo(queryStatus);
    assertThat(query.text()).contains("<Code>" + queryCode + "</Code>");
    assertThat(xml.status()).isEqualTo(xmlStatus);
    assertThat(xml.text()).contains("<Code>" + xmlCode + "</Code>");
    assertThat(lastSpan().attributes().get("why")).startsWith(kind.name());
  }

  @Test
  void handle_notAllowed_isDeniedInTheWordsOfTheProtocol() {
    decision =
        new Decision(
            false,
            false,
            "no statement allows it",
            "because no identity-based policy allows the action");

    HttpResponse json = router.handle(listTables());
    HttpResponse restJson = listFunctions();
    HttpResponse query = getCallerIdentity();
    HttpResponse xml = listBuckets();

    String who = "User: arn:aws:iam::123456789012:root is not authorized to perform: ";
    String why = " because no identity-based policy allows the action";
    assertThat(json.status()).isEqualTo(400);
    assertThat(Json.parse(json.body()).text("Message")).contains(who + "dynamodb:ListTables" + why);
    assertThat(Json.parse(json.body()).text("__type"))
        .contains("com.amazon.coral.service#AccessDeniedException");
    assertThat(restJson.status()).isEqualTo(403);
    assertThat(restJson.headers().first("x-amzn-ErrorType")).contains("AccessDeniedException");
    assertThat(query.status()).isEqualTo(403);
    assertThat(query.text()).contains("<Code>AccessDenied</Code>");
    assertThat(xml.status()).isEqualTo(403);
    assertThat(xml.text())
        .contains(who + "s3:ListAllMyBuckets on resource: &quot;arn:aws:s3:::*&quot;" + why);
    assertThat(lastSpan().decision()).isEqualTo("no statement allows it");
    assertThat(lastSpan().resource()).isEqualTo("arn:aws:s3:::*");
  }

  @Test
  void handle_faultOfOurs_isInternalFailure500AndTheServerLives() {
    dynamo.on(
        DescribeLimitsRequest.class,
        (call, q) -> {
          throw new IllegalArgumentException("a bug of a rule");
        });
    HttpRequest request =
        request(
            "POST",
            "127.0.0.1",
            "/",
            Map.of(
                "X-Amz-Target", "DynamoDB_20120810.DescribeLimits",
                "Content-Type", "application/x-amz-json-1.0",
                "Authorization", signed("us-east-1", "dynamodb")),
            "{}");

    HttpResponse response = router.handle(request);

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.text()).contains("InternalFailure").contains("a bug of a rule");
    assertThat(lastSpan().error()).isEqualTo("InternalFailure");
    assertThat(cloud.trace().openCount()).isZero();
    assertThat(router.handle(listTables()).status()).isEqualTo(200);
  }

  @Test
  void handle_latency_isChargedToTheSpanNotToTheClock() {
    dynamo.latency(Latency.constant(Duration.ofMillis(4)));

    router.handle(listTables());

    assertThat(lastSpan().durationNanos()).isEqualTo(Duration.ofMillis(4).toNanos());
    assertThat(cloud.clock().nanos()).isZero();
  }

  @Test
  void handle_whatTheAddressSays_isKnownToArrivalAndRule() {
    s3.addressing(request -> new Addressed(request, Map.of(), Map.of("way", "the long one")))
        .arrival(call -> call.charge(call.label("way").orElse("").length()));
    router.handle(
        request(
            "GET",
            "s3.us-east-1.amazonaws.com",
            "/",
            Map.of("Authorization", signed("us-east-1", "s3")),
            ""));
    assertThat(lastSpan().operation()).isEqualTo("ListBuckets");
    assertThat(lastSpan().durationNanos()).isEqualTo(12);
  }

  @Test
  void send_nestedCall_isAChildSpanWhoseTimeTheCallerPays() {
    sts.latency(Latency.constant(Duration.ofMillis(3)));
    dynamo.latency(Latency.constant(Duration.ofMillis(4)));
    GetCallerIdentityResponse answer =
        router.internal(
            "test",
            "work",
            ROOT,
            "eu-west-1",
            call -> {
              call.send(ROOT, ListTablesRequest.builder().build(), ListTablesResponse.class);
              return call.send(
                  ROOT,
                  GetCallerIdentityRequest.builder().build(),
                  GetCallerIdentityResponse.class);
            });

    assertThat(answer.account()).isEqualTo("123456789012");
    List<Span> spans = cloud.trace().spans();
    assertThat(spans).extracting(Span::service).containsExactly("dynamodb", "sts", "test");
    Span work = spans.get(2);
    assertThat(work.durationNanos()).isEqualTo(Duration.ofMillis(7).toNanos());
    assertThat(spans.get(0).parent()).isEqualTo(work.id());
    assertThat(spans.get(1).parent()).isEqualTo(work.id());
    assertThat(spans.get(1).root()).isEqualTo(work.id());
    assertThat(spans.get(1).startNanos()).isEqualTo(Duration.ofMillis(4).toNanos());
  }

  @Test
  void send_serviceNotInstalled_isAFaultOfTheCaller() {
    assertThatThrownBy(
            () ->
                router.internal(
                    "test",
                    "work",
                    ROOT,
                    "us-east-1",
                    call ->
                        call.send(
                            ROOT, ListQueuesRequest.builder().build(), ListQueuesResponse.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ListQueuesRequest");
    assertThat(cloud.trace().openCount()).isZero();
    assertThat(lastSpan().error()).isEqualTo("InternalFailure");
  }

  @Test
  void send_refused_throwsWhatTheServiceSays() {
    decision = new Decision(false, true, "statement 1 denies it", "with an explicit deny");

    assertThatThrownBy(
            () ->
                router.internal(
                    "test",
                    "work",
                    ROOT,
                    "us-east-1",
                    call ->
                        call.send(
                            ROOT, ListTablesRequest.builder().build(), ListTablesResponse.class)))
        .isInstanceOfSatisfying(
            AwsException.class,
            e -> {
              assertThat(e.code()).isEqualTo("AccessDeniedException");
              assertThat(e.status()).isEqualTo(400);
            });
    assertThat(cloud.trace().spans()).extracting(Span::status).containsExactly(400, 400);
  }

  @Test
  void handle_servicesThatCallEachOther_isLoopDetected508() {
    router.install(
        new RawService() {
          @Override
          public String name() {
            return "echo";
          }

          @Override
          public boolean accepts(HttpRequest request) {
            return request.host().equals("echo.test");
          }

          @Override
          public HttpResponse handle(Call call, HttpRequest request) {
            return call.get("https://echo.test/again");
          }
        });

    HttpResponse response = router.handle(request("GET", "echo.test", "/", Map.of(), ""));

    assertThat(response.status()).isEqualTo(508);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("LoopDetected");
    assertThat(cloud.trace().closedCount()).isEqualTo(Call.HOP_LIMIT + 1L);
    assertThat(cloud.trace().openCount()).isZero();
  }

  @Test
  void handle_rawService_isAskedFirstAndItsRefusalsAreJson() {
    router.install(
        new RawService() {
          @Override
          public String name() {
            return "execute-api";
          }

          @Override
          public boolean accepts(HttpRequest request) {
            return request.rawPath().startsWith("/prod");
          }

          @Override
          public HttpResponse handle(Call call, HttpRequest request) {
            if (request.rawPath().endsWith("bug")) {
              throw new IllegalStateException("a bug");
            }
            throw new AwsException("Nope", 418, ErrorCode.Side.CLIENT, "no tea", Map.of());
          }
        });

    HttpResponse refused = router.handle(request("GET", "127.0.0.1", "/prod", Map.of(), ""));
    HttpResponse broken = router.handle(request("GET", "127.0.0.1", "/prod/bug", Map.of(), ""));

    assertThat(refused.status()).isEqualTo(418);
    assertThat(refused.text()).isEqualTo("{\"message\":\"no tea\"}");
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.headers().first("x-amzn-ErrorType")).contains("InternalFailure");
    assertThat(cloud.trace().openCount()).isZero();
  }

  @Test
  void install_sameOperationTwice_isRefused() {
    assertThatThrownBy(() -> router.install(dynamo))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ListTables is installed twice");
    assertThatThrownBy(
            () ->
                dynamo.on(
                    ListTablesRequest.class, (call, q) -> ListTablesResponse.builder().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dynamodb has ListTables already");
  }

  @Test
  void handle_withoutIam_refusesEveryone() {
    Cloud bare = Cloud.virtual(CloudConfig.defaults());
    ServiceApi own = ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
    own.on(ListTablesRequest.class, (call, q) -> ListTablesResponse.builder().build());
    bare.router().install(own);

    HttpResponse response = bare.router().handle(listTables());

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("UnrecognizedClientException");
  }

  @Test
  void handle_twoClouds_knowNothingOfEachOtherAndRepeatTheirIds() {
    String first = router.handle(listTables()).headers().first("x-amzn-RequestId").orElseThrow();
    Cloud twin = Cloud.virtual(CloudConfig.defaults());
    Cloud other = Cloud.virtual(CloudConfig.defaults().withSeed(2));

    assertThat(twin.trace().spans()).isEmpty();
    assertThat(twin.router().handle(listTables()).headers().first("x-amzn-RequestId"))
        .contains(first);
    assertThat(other.router().handle(listTables()).headers().first("x-amzn-RequestId"))
        .isPresent()
        .isNotEqualTo(Optional.of(first));
  }

  private HttpResponse listFunctions() {
    return router.handle(
        request(
            "GET",
            "lambda.us-east-1.amazonaws.com",
            "/2015-03-31/functions",
            Map.of("Authorization", signed("us-east-1", "lambda")),
            ""));
  }

  private HttpResponse getCallerIdentity() {
    return router.handle(
        request(
            "GET",
            "sts.amazonaws.com",
            "/?Action=GetCallerIdentity&Version=2011-06-15",
            Map.of("Authorization", signed("us-east-1", "sts")),
            ""));
  }

  private HttpResponse listBuckets() {
    return router.handle(
        request(
            "GET",
            "s3.amazonaws.com",
            "/",
            Map.of("Authorization", signed("us-east-1", "s3")),
            ""));
  }

  @Test
  void fetch_signedByAService_isThatServicesCall() {
    router.install(
        new RawService() {
          @Override
          public String name() {
            return "site";
          }

          @Override
          public boolean accepts(HttpRequest request) {
            return request.host().equals("site.example");
          }

          @Override
          public HttpResponse handle(Call call, HttpRequest request) {
            return HttpResponse.json(
                200, Json.object().put("caller", call.authenticate(request, "site").arn()).build());
          }
        });
    HttpRequest request =
        new HttpRequest(
            "GET",
            "https",
            "site.example",
            443,
            "/",
            "",
            Headers.of("Host", "site.example"),
            new byte[0],
            "");
    Principal signer =
        Principal.service("cloudfront.amazonaws.com", "123456789012", "arn:aws:cloudfront::x");

    HttpResponse response =
        router.internal(
            "cloudfront",
            "viewer",
            ROOT,
            "us-east-1",
            call -> call.fetch(Optional.of(signer), request));

    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains("cloudfront.amazonaws.com");
  }

  @Test
  void enter_fromAnotherWire_isAuthorizedNamedAndTraced() {
    Router.Entrance by =
        new Router.Entrance(
            ROOT, "eu-west-1", Map.of("Cluster", "todos"), "10.0.0.7", true, id -> {});
    assertThat(router.enter("dynamodb", by, ListTablesRequest.builder().build()))
        .isInstanceOf(ListTablesResponse.class);
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("dynamodb"));
    assertThat(spans).hasSize(1);
    assertThat(spans.get(0).operation()).isEqualTo("ListTables");
    assertThat(spans.get(0).principal()).isEqualTo(ROOT.arn());
    decision = new Decision(false, false, "not so", "because not");
    assertThatThrownBy(() -> router.enter("dynamodb", by, ListTablesRequest.builder().build()))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("AccessDeniedException"));
    assertThatThrownBy(() -> router.enter("none", by, ListTablesRequest.builder().build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void enter_again_recallsTheDecision_untilAnythingChanges() {
    List<String> asked = new ArrayList<>();
    List<Long> revision = new ArrayList<>(List.of(1L));
    router.guard(
        router.authenticator(),
        new Authorizer() {
          @Override
          public Decision decide(Principal principal, Access access, RequestFacts facts) {
            asked.add(access.action());
            return decision;
          }

          @Override
          public OptionalLong revision() {
            return OptionalLong.of(revision.get(0));
          }
        });
    Router.Entrance by =
        new Router.Entrance(ROOT, "eu-west-1", Map.of(), "10.0.0.7", true, id -> {});
    ListTablesRequest request = ListTablesRequest.builder().build();
    router.enter("dynamodb", by, request);
    router.enter("dynamodb", by, request);
    assertThat(asked).hasSize(1);
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("dynamodb"));
    assertThat(spans.get(1).decision()).isEqualTo(spans.get(0).decision());
    assertThat(router.<String>enter("dynamodb", by, request, call -> call.region()))
        .isEqualTo("eu-west-1");
    assertThat(asked).hasSize(1);

    // A second later a policy may say otherwise, and after a change, and of another client.
    ((VirtualClock) cloud.clock()).advance(Duration.ofSeconds(1));
    router.enter("dynamodb", by, request);
    assertThat(asked).hasSize(2);
    router.enter(
        "dynamodb",
        new Router.Entrance(ROOT, "eu-west-1", Map.of(), "10.0.0.8", true, id -> {}),
        request);
    assertThat(asked).hasSize(3);
    revision.set(0, 2L);
    decision = new Decision(false, false, "not any more", "because not");
    assertThatThrownBy(() -> router.enter("dynamodb", by, request, call -> call.region()))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("AccessDeniedException"));
    assertThatThrownBy(() -> router.enter("dynamodb", by, request))
        .isInstanceOf(AwsException.class);
    assertThat(asked).hasSize(4);
  }

  @Test
  void enter_tellsTheRequestIdThatTheTraceHas() {
    List<String> told = new ArrayList<>();
    Router.Entrance by =
        new Router.Entrance(ROOT, "eu-west-1", Map.of(), "10.0.0.7", true, told::add);
    router.enter("dynamodb", by, ListTablesRequest.builder().build());
    List<Span> spans = cloud.trace().spans(span -> span.service().equals("dynamodb"));
    assertThat(told).containsExactly(spans.get(0).requestId());
  }
}
