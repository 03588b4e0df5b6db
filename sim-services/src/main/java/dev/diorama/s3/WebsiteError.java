package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.RequestIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An error as website endpoints show it: a page of HTML, and the same in headers. The page's form
 * is observed.
 *
 * @param details what the page lists beyond code and message, such as the key
 */
record WebsiteError(int status, String code, String message, List<Detail> details) {
  private static final byte[] NOTHING = {};
  private static final Map<Integer, String> REASONS =
      Map.of(
          400, "Bad Request",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          412, "Precondition Failed",
          416, "Requested Range Not Satisfiable");

  /** One more line of the page. */
  record Detail(String name, String value) {}

  WebsiteError {
    details = List.copyOf(details);
  }

  static WebsiteError of(S3Error error, Detail... details) {
    return new WebsiteError(error.status(), error.code(), error.message(), List.of(details));
  }

  /** The page. */
  HttpResponse page(Call call, HttpRequest request) {
    return page(call, request, "");
  }

  /** The page where the website's own page for errors could not be had either. */
  HttpResponse pageWithout(WebsiteError ofDocument, Call call, HttpRequest request) {
    List<Detail> lines = new ArrayList<>();
    lines.add(new Detail("Code", ofDocument.code));
    lines.add(new Detail("Message", ofDocument.message));
    lines.addAll(ofDocument.details);
    return page(
        call,
        request,
        "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n"
            + list(lines));
  }

  private HttpResponse page(Call call, HttpRequest request, String more) {
    List<Detail> lines = new ArrayList<>();
    lines.add(new Detail("Code", code));
    lines.add(new Detail("Message", message));
    lines.addAll(details);
    lines.add(new Detail("RequestId", call.requestId()));
    lines.add(new Detail("HostId", RequestIds.hostId(call.requestId())));
    String title = status + " " + REASONS.getOrDefault(status, "Error");
    String html =
        "<html>\n<head><title>"
            + title
            + "</title></head>\n<body>\n<h1>"
            + title
            + "</h1>\n"
            + list(lines)
            + more
            + "<hr/>\n</body>\n</html>\n";
    call.note("error", code);
    HttpResponse page = onto(HttpResponse.of(status, "text/html; charset=utf-8", html));
    page =
        page.with("x-amz-request-id", call.requestId())
            .with("x-amz-id-2", RequestIds.hostId(call.requestId()));
    return request.method().equals("HEAD")
        ? new HttpResponse(page.status(), page.headers(), NOTHING)
        : page;
  }

  /** An answer with the error in its headers. */
  HttpResponse onto(HttpResponse answer) {
    HttpResponse marked =
        answer.with("x-amz-error-code", code).with("x-amz-error-message", message);
    for (Detail detail : details) {
      marked = marked.with("x-amz-error-detail-" + detail.name(), detail.value());
    }
    return marked;
  }

  private static String list(List<Detail> lines) {
    StringBuilder list = new StringBuilder("<ul>\n");
    for (Detail line : lines) {
      list.append("<li>")
          .append(line.name())
          .append(": ")
          .append(line.value().replace("&", "&amp;").replace("<", "&lt;"))
          .append("</li>\n");
    }
    return list.append("</ul>\n").toString();
  }
}
