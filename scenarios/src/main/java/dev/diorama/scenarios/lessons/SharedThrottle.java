package dev.diorama.scenarios.lessons;

import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;

/** All APIs of an account and Region draw on one bucket, unless a stage has a limit of its own. */
final class SharedThrottle extends Lesson {
  private static final int BURST = 6_000;
  private static final int NEIGHBOUR = 100;

  /** Within one second, in so many steps. */
  private static final int FLOOD = 18_000;

  private static final int STEPS = 100;

  SharedThrottle() {
    super(
        27,
        Subject.BOTH,
        Domain.RESILIENT,
        Guide.API_GATEWAY.page("api-gateway-request-throttling"));
  }

  @Override
  void given(Observations saw) {
    saw.note("burst", BURST).note("neighbour", NEIGHBOUR);
  }

  @Override
  void run(Lab lab, Observations saw) {
    run(lab.bench(), saw, "open", false);
    run(lab.bench(), saw, "limited", true);
    Bench bench = lab.bench();
    String api = api(bench.client(ApiGatewayClient.builder()), "busy");
    Browser browser = bench.browser(City.VIRGINIA);
    int served = 0;
    for (int i = 0; i < STEPS; i++) {
      served += served(browser, api, FLOOD / STEPS);
      bench.advance(Duration.ofMillis(1_000 / STEPS));
    }
    saw.note("flood", FLOOD).note("flood.served", served).note("flood.refused", FLOOD - served);
    saw.answer(
        'c',
        saw.number("flood.refused") > 0
            && saw.number("open.neighbour") < NEIGHBOUR
            && saw.number("limited.neighbour") == NEIGHBOUR);
  }

  /** One API is asked more often than the account may, and at the same instant another one. */
  private static void run(Bench bench, Observations saw, String kind, boolean limited) {
    ApiGatewayClient gateway = bench.client(ApiGatewayClient.builder());
    String greedy = api(gateway, "greedy");
    String other = api(gateway, "other");
    if (limited) {
      bench.patchStage(greedy, "/*/*/throttling/rateLimit", "1000");
      bench.patchStage(greedy, "/*/*/throttling/burstLimit", "1000");
    }
    Browser browser = bench.browser(City.VIRGINIA);
    saw.note(kind + ".greedy", served(browser, greedy, BURST));
    saw.note(kind + ".neighbour", served(browser, other, NEIGHBOUR));
    bench.seconds(1);
    saw.note(kind + ".later", served(browser, other, NEIGHBOUR));
  }

  private static int served(Browser browser, String api, int requests) {
    int served = 0;
    for (int i = 0; i < requests; i++) {
      Browser.Answer answer =
          browser.get("https://" + api + ".execute-api.us-east-1.amazonaws.com/prod/");
      served += answer.status() == 200 ? 1 : 0;
    }
    return served;
  }

  /** An API that answers by itself, without anything behind it. */
  private static String api(ApiGatewayClient gateway, String name) {
    String api = gateway.createRestApi(create -> create.name(name)).id();
    String root = gateway.getResources(get -> get.restApiId(api)).items().get(0).id();
    gateway.putMethod(
        put -> put.restApiId(api).resourceId(root).httpMethod("GET").authorizationType("NONE"));
    gateway.putIntegration(
        put ->
            put.restApiId(api)
                .resourceId(root)
                .httpMethod("GET")
                .type(IntegrationType.MOCK)
                .requestTemplates(Map.of("application/json", "{\"statusCode\": 200}")));
    gateway.putMethodResponse(
        put -> put.restApiId(api).resourceId(root).httpMethod("GET").statusCode("200"));
    gateway.putIntegrationResponse(
        put -> put.restApiId(api).resourceId(root).httpMethod("GET").statusCode("200"));
    gateway.createDeployment(create -> create.restApiId(api).stageName("prod"));
    return api;
  }
}
