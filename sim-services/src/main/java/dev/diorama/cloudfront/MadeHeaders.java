package dev.diorama.cloudfront;

import dev.diorama.core.wire.Headers;
import java.util.Locale;

/**
 * The headers that CloudFront makes for origins that ask for them. Documented:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-cloudfront-headers.html.
 * Which user agents are which device is assumed.
 */
final class MadeHeaders {
  private MadeHeaders() {}

  static Headers of(Visit visit) {
    String agent = visit.request().header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
    boolean tablet =
        agent.contains("ipad")
            || agent.contains("tablet")
            || (agent.contains("android") && !agent.contains("mobile"));
    boolean mobile = !tablet && (agent.contains("mobile") || agent.contains("iphone"));
    boolean tv = agent.contains("smart-tv") || agent.contains("smarttv");
    return Headers.builder()
        .set("CloudFront-Viewer-Country", visit.from().country())
        .set("CloudFront-Viewer-City", visit.from().title())
        .set("CloudFront-Forwarded-Proto", visit.request().scheme())
        .set("CloudFront-Is-Mobile-Viewer", Boolean.toString(mobile))
        .set("CloudFront-Is-Tablet-Viewer", Boolean.toString(tablet))
        .set("CloudFront-Is-SmartTV-Viewer", Boolean.toString(tv))
        .set("CloudFront-Is-Desktop-Viewer", Boolean.toString(!mobile && !tablet && !tv))
        .build();
  }
}
