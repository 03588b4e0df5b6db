package dev.diorama.ses;

import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.QueryParams;
import dev.diorama.ses.SesModel.Identity;
import java.util.Optional;

/**
 * The page that verification links lead to. AWS redirects to a page of its documentation; here the
 * page itself says what has happened.
 */
final class VerificationLinks implements RawService {
  private static final String HOST = "email-verification.";

  private final Identities identities;

  VerificationLinks(Identities identities) {
    this.identities = identities;
  }

  @Override
  public String name() {
    return "email-verification";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.host().startsWith(HOST)
        || request.rawPath().startsWith(PublicUrls.EMAIL_VERIFICATION_PATH);
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    if (!request.method().equals("GET")) {
      return page(405, "Only GET is answered here.");
    }
    QueryParams query = request.query();
    Optional<Identity> verified =
        identities.follow(
            call.nowNanos(),
            query.first("Context").orElse(""),
            region(request, call),
            query.first("Identity.IdentityName").orElse(""),
            query.first("Token").orElse(""));
    return verified.isPresent()
        ? page(200, "The address is verified; mail can be sent from it now.")
        : page(400, "This link is not valid, or it is older than 24 hours.");
  }

  private static String region(HttpRequest request, Call call) {
    if (request.host().startsWith(HOST)) {
      return call.region();
    }
    String rest = request.rawPath().substring(PublicUrls.EMAIL_VERIFICATION_PATH.length());
    return rest.split("/", 2)[0];
  }

  private static HttpResponse page(int status, String text) {
    return HttpResponse.of(
            status,
            "text/html; charset=utf-8",
            "<!doctype html><title>Email address verification</title><p>" + text + "</p>\n")
        .with("Content-Security-Policy", "default-src 'none'");
  }
}
