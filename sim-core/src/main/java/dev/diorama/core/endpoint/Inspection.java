package dev.diorama.core.endpoint;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.Outbox;
import dev.diorama.core.json.Json;
import dev.diorama.core.metric.Metrics;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.trace.Span;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What somebody who uses the port would want to look into, as JSON under {@code /_diorama/}.
 *
 * <p>{@code health}; {@code outbox?to=} mails and codes; {@code outbox/7} one of them as a page for
 * a browser; {@code traces?service=&limit=} spans, newest first; {@code metrics?namespace=} totals.
 * AWS's addresses in mails are shown as they can be reached through the port.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Inspection implements RawService {
  private static final String ROOT = "/_diorama/";
  private static final int USUAL_LIMIT = 100;

  private final Cloud cloud;

  private Inspection(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Adds the pages to a cloud. */
  public static void install(Cloud cloud) {
    cloud.router().install(new Inspection(cloud));
  }

  @Override
  public String name() {
    return "diorama";
  }

  @Override
  public boolean canFail() {
    return false;
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.rawPath().startsWith(ROOT) || request.rawPath().equals("/_diorama");
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    if (!request.method().equals("GET")) {
      return HttpResponse.json(
          405, Json.object().put("message", "Only GET is answered here.").build());
    }
    QueryParams query = request.query();
    String page =
        request.rawPath().length() <= ROOT.length()
            ? ""
            : request.rawPath().substring(ROOT.length());
    if (page.startsWith(MailPages.ROOT)) {
      return new MailPages(cloud).show(page.substring(MailPages.ROOT.length()));
    }
    return switch (page) {
      case "", "health" -> json(health());
      case "outbox" -> json(outbox(query.first("to")));
      case "traces" -> traces(query);
      case "metrics" -> json(metrics(query.first("namespace")));
      default ->
          HttpResponse.json(
              404,
              Json.object()
                  .put(
                      "message",
                      "There is no page '" + page + "'; there are health, outbox, traces, metrics.")
                  .build());
    };
  }

  private static HttpResponse json(Json body) {
    return HttpResponse.of(200, "application/json", body.pretty() + "\n");
  }

  private Json health() {
    return Json.object()
        .put("status", "ok")
        .put("seed", cloud.config().seed())
        .put("account", cloud.config().account())
        .put("region", cloud.config().region())
        .put("time", cloud.clock().instant().toString())
        .put("spans", cloud.trace().closedCount())
        .build();
  }

  private Json outbox(Optional<String> to) {
    List<Json> messages = new ArrayList<>();
    for (Outbox.Kept kept : cloud.outbox().kept()) {
      if (to.isEmpty() || to.get().equals(kept.message().to())) {
        messages.add(message(kept));
      }
    }
    return Json.object().put("messages", new Json.Arr(messages)).build();
  }

  private Json message(Outbox.Kept kept) {
    Outbox.Message message = kept.message();
    Json.ObjectBuilder shown =
        Json.object()
            .put("id", kept.number())
            .put("at", message.at().toString())
            .put("channel", message.channel().name())
            .put("from", message.from())
            .put("to", message.to())
            .put("subject", message.subject())
            .put("body", cloud.urls().reachable(message.body()));
    Map<String, String> attributes = new LinkedHashMap<>();
    message
        .attributes()
        .forEach((name, value) -> attributes.put(name, cloud.urls().reachable(value)));
    String html = attributes.remove(MailPages.HTML);
    if (html != null) {
      shown.put("html", html);
    }
    return shown.put("attributes", Json.stringMap(attributes)).build();
  }

  private HttpResponse traces(QueryParams query) {
    int limit = USUAL_LIMIT;
    try {
      limit = Integer.parseInt(query.first("limit").orElse(String.valueOf(limit)));
    } catch (NumberFormatException e) {
      limit = -1;
    }
    if (limit < 1) {
      return HttpResponse.json(
          400, Json.object().put("message", "limit must be a whole number from 1 on.").build());
    }
    Optional<String> service = query.first("service");
    List<Span> spans =
        cloud.trace().spans(span -> service.isEmpty() || service.get().equals(span.service()));
    List<Json> shown = new ArrayList<>();
    for (int i = spans.size() - 1; i >= 0 && shown.size() < limit; i--) {
      shown.add(span(spans.get(i)));
    }
    return json(Json.object().put("spans", new Json.Arr(shown)).build());
  }

  private Json span(Span span) {
    return Json.object()
        .put("id", span.id())
        .put("parent", span.parent())
        .put("root", span.root())
        .put("requestId", span.requestId())
        .put("service", span.service())
        .put("operation", span.operation())
        .put("resource", span.resource())
        .put("principal", span.principal())
        .put("decision", span.decision())
        .put("status", span.status())
        .put("error", span.error())
        .put("start", cloud.clock().start().plusNanos(span.startNanos()).toString())
        .put("durationMillis", span.durationNanos() / 1e6)
        .put("attributes", Json.stringMap(span.attributes()))
        .build();
  }

  private Json metrics(Optional<String> namespace) {
    List<Json> shown = new ArrayList<>();
    Metrics metrics = cloud.metrics();
    for (Metrics.Key key : metrics.keys()) {
      if (namespace.isEmpty() || namespace.get().equals(key.namespace())) {
        Metrics.Summary total = Metrics.Summary.NONE;
        for (Metrics.Summary minute : metrics.minutes(key).values()) {
          total = total.plus(minute);
        }
        shown.add(
            Json.object()
                .put("account", key.account())
                .put("region", key.region())
                .put("namespace", key.namespace())
                .put("name", key.name())
                .put("dimensions", Json.stringMap(key.dimensions()))
                .put("count", total.count())
                .put("sum", total.sum())
                .put("min", total.min())
                .put("max", total.max())
                .build());
      }
    }
    return Json.object().put("metrics", new Json.Arr(shown)).build();
  }
}
