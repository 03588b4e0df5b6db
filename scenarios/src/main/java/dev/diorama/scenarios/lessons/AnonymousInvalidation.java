package dev.diorama.scenarios.lessons;

import dev.diorama.Stack;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.util.Map;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Op;

/** A stage that lets anybody invalidate its cache can be made to work without one. */
final class AnonymousInvalidation extends Lesson {
  private static final int REQUESTS = 200;

  AnonymousInvalidation() {
    super(10, Subject.TODO_LIST, Domain.SECURE, Guide.API_GATEWAY.page("api-gateway-caching"));
  }

  @Override
  void given(Observations saw) {
    saw.note("requests", REQUESTS);
  }

  @Override
  void run(Lab lab, Observations saw) {
    attack(lab.bench(), saw, "closed", "true");
    attack(lab.bench(), saw, "open", "false");
    saw.answer('b', saw.number("open.rate") == 0 && saw.number("closed.rate") > 95);
  }

  private static void attack(Bench bench, Observations saw, String kind, String required) {
    Stack stack = bench.deploy("greeting");
    bench
        .client(ApiGatewayClient.builder())
        .updateStage(
            update ->
                update
                    .restApiId(stack.output("ApiId"))
                    .stageName("prod")
                    .patchOperations(
                        patch ->
                            patch
                                .op(Op.REPLACE)
                                .path("/~1news/GET/caching/requireAuthorizationForCacheControl")
                                .value(required)));
    Browser attacker = bench.browser(City.FRANKFURT);
    int status = 0;
    for (int i = 0; i < REQUESTS; i++) {
      status =
          attacker
              .send(
                  "GET",
                  stack.output("ApiUrl") + "/news",
                  Map.of("Cache-Control", "max-age=0"),
                  null)
              .status();
      bench.seconds(1);
    }
    saw.note(kind + ".status", status);
    saw.percent(kind + ".rate", bench.metric("AWS/ApiGateway", "CacheHitCount"), REQUESTS);
    saw.note(kind + ".runs", bench.count("lambda", "Invoke"));
  }
}
