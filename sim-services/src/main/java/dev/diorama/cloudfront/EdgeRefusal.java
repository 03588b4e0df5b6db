package dev.diorama.cloudfront;

import dev.diorama.core.wire.HttpResponse;

/** An answer that an edge location makes up itself instead of asking anybody. */
final class EdgeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponse response;
  private final String result;

  private EdgeRefusal(HttpResponse response, String result, String why) {
    super(why);
    this.response = response;
    this.result = result;
  }

  /** An error page. */
  static EdgeRefusal page(int status, String text, String requestId, String why) {
    return new EdgeRefusal(ErrorPages.page(status, text, requestId), "Error", why);
  }

  /** The short page that the web server at the edge has for a status. */
  static EdgeRefusal brief(int status, String reason, String why) {
    return new EdgeRefusal(ErrorPages.brief(status, reason), "Error", why);
  }

  /** An XML error, as for signatures. */
  static EdgeRefusal xml(int status, String code, String message, String why) {
    return new EdgeRefusal(ErrorPages.xml(status, code, message), "Error", why);
  }

  /** A redirect to another URL. */
  static EdgeRefusal redirect(int status, String reason, String location) {
    return new EdgeRefusal(
        ErrorPages.brief(status, reason).with("Location", location), "Redirect", location);
  }

  HttpResponse response() {
    return response;
  }

  /** The first word of the X-Cache header. */
  String result() {
    return result;
  }

  /** Why, for the trace. */
  String why() {
    return String.valueOf(getMessage());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // An answer to a viewer, not a fault of ours.
  }
}
