package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.RawService;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.s3.WebsiteError.Detail;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RedirectAllRequestsTo;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * The website endpoints of buckets: GET and HEAD by HTTP for anybody whom the bucket policy lets
 * in, with index documents, redirects and errors in HTML. Documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html.
 *
 * <p>Each object is asked for by an anonymous request to the bucket's REST endpoint, so that the
 * same policies, conditions and ranges hold. A signature means nothing here: a request that carries
 * one, as CloudFront's with Origin Access Control, is anonymous too (assumed; AWS says that the
 * endpoints do not support authenticated requests).
 */
final class S3Website implements RawService {
  /** What of a request concerns the object. */
  private static final List<String> PASSED_ON =
      List.of("Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");

  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
  private static final byte[] NOTHING = {};

  private final S3Store store;
  private final S3Cors cors;

  S3Website(S3Store store, S3Cors cors) {
    this.store = store;
    this.cors = cors;
  }

  @Override
  public String name() {
    return "s3-website";
  }

  @Override
  public boolean accepts(HttpRequest request) {
    return request.host().contains("s3-website") && S3Address.of(request).isWebsite();
  }

  @Override
  public HttpResponse handle(Call call, HttpRequest request) {
    S3Address address = S3Address.of(request);
    if (request.scheme().equals("https")) {
      // There is nobody at port 443; a client that cannot connect gets no status at all.
      call.note("why", "website endpoints of S3 speak HTTP only");
      return HttpResponse.of(
          504, "text/plain", "Nothing listens here: website endpoints of S3 speak HTTP only.\n");
    }
    if (!request.host().startsWith(address.bucket() + ".s3-website")) {
      return redirect(301, "https://aws.amazon.com/s3/");
    }
    Optional<S3Bucket> bucket = store.bucket(address.bucket());
    if (bucket.isEmpty()) {
      Detail name = new Detail("BucketName", address.bucket());
      return WebsiteError.of(S3Error.NO_SUCH_BUCKET, name).page(call, request);
    }
    HttpResponse answer = new Visit(call, request, address, bucket.get()).answer();
    return cors.decorate(bucket.get(), request, answer);
  }

  private static HttpResponse redirect(int status, String location) {
    return HttpResponse.empty(status).with("Location", location);
  }

  /** One request to one website. */
  private record Visit(Call call, HttpRequest request, S3Address address, S3Bucket bucket) {
    HttpResponse answer() {
      if (!address.region().isEmpty() && !address.region().equals(bucket.region())) {
        return redirect(
            301,
            "http://"
                + bucket.name()
                + ".s3-website-"
                + bucket.region()
                + ".amazonaws.com"
                + address.rawPath());
      }
      if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
        return WebsiteError.of(
                S3Error.METHOD_NOT_ALLOWED,
                new Detail("Method", request.method()),
                new Detail("ResourceType", "OBJECT"))
            .page(call, request);
      }
      if (bucket.website().isEmpty()) {
        return WebsiteError.of(S3Error.NO_SUCH_WEBSITE, new Detail("BucketName", bucket.name()))
            .page(call, request);
      }
      WebsiteConfiguration website = bucket.website().get();
      RedirectAllRequestsTo all = website.redirectAllRequestsTo();
      if (all != null) {
        String protocol = all.protocolAsString() == null ? "http" : all.protocolAsString();
        return redirect(301, protocol + "://" + all.hostName() + address.rawPath());
      }
      String key = UrlCoding.decode(address.rawPath().substring(1));
      Optional<RoutingRule> early = rule(website, key, "");
      if (early.isPresent()) {
        return follow(early.get(), key);
      }
      return page(website, key);
    }

    private HttpResponse page(WebsiteConfiguration website, String key) {
      String suffix = website.indexDocument().suffix();
      boolean folder = key.isEmpty() || key.endsWith("/");
      String wanted = folder ? key + suffix : key;
      HttpResponse found = fetch(request.method(), wanted, true);
      if (found.status() < 400) {
        Optional<String> elsewhere = found.headers().first("x-amz-website-redirect-location");
        return elsewhere.isPresent() ? redirect(301, elsewhere.get()) : found;
      }
      boolean indexed =
          !folder
              && bucket.object(key).isEmpty()
              && fetch("HEAD", key + "/" + suffix, false).status() == 200;
      if (indexed) {
        return redirect(302, "/" + UrlCoding.encodePath(key) + "/");
      }
      Optional<RoutingRule> late = rule(website, key, Integer.toString(found.status()));
      return late.isPresent() ? follow(late.get(), key) : refuse(website, wanted, found);
    }

    /** Asks the REST endpoint for an object, as anybody. */
    private HttpResponse fetch(String method, String key, boolean conditions) {
      String host = S3Address.endpoint(bucket);
      Headers.Builder headers = Headers.builder().set("Host", host);
      if (conditions) {
        for (String name : PASSED_ON) {
          request.header(name).ifPresent(value -> headers.set(name, value));
        }
      }
      return call.fetch(
          Optional.empty(),
          new HttpRequest(
              method,
              "http",
              host,
              80,
              "/" + UrlCoding.encodePath(key),
              "",
              headers.build(),
              NOTHING,
              request.sourceIp()));
    }

    private HttpResponse refuse(WebsiteConfiguration website, String key, HttpResponse refusal) {
      WebsiteError error = error(key, refusal);
      String document = website.errorDocument() == null ? null : website.errorDocument().key();
      if (document == null || refusal.status() >= 500) {
        return error.page(call, request);
      }
      HttpResponse page = fetch("GET", document, false);
      if (page.status() != 200) {
        return error.pageWithout(error(document, page), call, request);
      }
      return error.onto(
          new HttpResponse(
              refusal.status(),
              page.headers(),
              request.method().equals("HEAD") ? NOTHING : page.body()));
    }

    /** An answer to HEAD has no body to read the code from. */
    private static WebsiteError error(String key, HttpResponse refusal) {
      S3Error byStatus =
          switch (refusal.status()) {
            case 403 -> S3Error.ACCESS_DENIED;
            case 404 -> S3Error.NO_SUCH_KEY;
            case 412 -> S3Error.PRECONDITION_FAILED;
            case 416 -> S3Error.INVALID_RANGE;
            default -> S3Error.BAD_REQUEST;
          };
      String code = first(CODE, refusal.text()).orElse(byStatus.code());
      String message = first(MESSAGE, refusal.text()).orElse(byStatus.message());
      return new WebsiteError(
          refusal.status(),
          code,
          message,
          code.equals("NoSuchKey") ? List.of(new Detail("Key", key)) : List.of());
    }

    private static Optional<String> first(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The first rule for a key, before the object is asked for or after that status. */
    private static Optional<RoutingRule> rule(
        WebsiteConfiguration website, String key, String status) {
      return website.routingRules().stream().filter(rule -> applies(rule, key, status)).findFirst();
    }

    private static boolean applies(RoutingRule rule, String key, String status) {
      Condition condition = rule.condition();
      String code = condition == null ? null : condition.httpErrorCodeReturnedEquals();
      return status.equals(code == null ? "" : code) && key.startsWith(prefix(condition));
    }

    private static String prefix(@Nullable Condition condition) {
      return condition == null || condition.keyPrefixEquals() == null
          ? ""
          : condition.keyPrefixEquals();
    }

    private HttpResponse follow(RoutingRule rule, String key) {
      Redirect redirect = rule.redirect();
      String protocol = redirect.protocolAsString() == null ? "http" : redirect.protocolAsString();
      String here = request.port() == 80 ? request.host() : request.host() + ":" + request.port();
      String host = redirect.hostName() == null ? here : redirect.hostName();
      String target = key;
      if (redirect.replaceKeyWith() != null) {
        target = redirect.replaceKeyWith();
      } else if (redirect.replaceKeyPrefixWith() != null) {
        target = redirect.replaceKeyPrefixWith() + key.substring(prefix(rule.condition()).length());
      }
      int code =
          redirect.httpRedirectCode() == null ? 301 : Integer.parseInt(redirect.httpRedirectCode());
      return redirect(code, protocol + "://" + host + "/" + UrlCoding.encodePath(target));
    }
  }
}
