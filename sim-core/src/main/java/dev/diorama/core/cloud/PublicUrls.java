package dev.diorama.core.cloud;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Turns an AWS address into one that reaches the served port without any DNS trick.
 *
 * <p>Services keep AWS's own names; only what is shown to people (stack outputs, start-up text) is
 * translated. While no port is open, names stay as they are.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PublicUrls {
  /** Path under which a deployed REST API is reached: {@code /_aws/execute-api/{api}/...}. */
  public static final String EXECUTE_API_PATH = "/_aws/execute-api/";

  /** Path under which a DAX cluster speaks DynamoDB's API: {@code /_aws/dax/{cluster}}. */
  public static final String DAX_PATH = "/_aws/dax/";

  /** Path under which links that verify mail addresses are answered, followed by the Region. */
  public static final String EMAIL_VERIFICATION_PATH = "/_aws/email-verification/";

  private static final Pattern EMAIL_VERIFICATION =
      Pattern.compile("https://email-verification\\.([a-z0-9-]+)\\.amazonaws\\.com/?");

  /** Path under which a distribution is reached: {@code /_aws/cloudfront/{id}/...}. */
  public static final String CLOUDFRONT_PATH = "/_aws/cloudfront/";

  /**
   * Path under which a user pool's login pages are: {@code /_aws/cognito/{region}/{domain}/...}.
   */
  public static final String COGNITO_PATH = "/_aws/cognito/";

  private static final Pattern COGNITO =
      Pattern.compile("https://([a-z0-9-]+)\\.auth\\.([a-z0-9-]+)\\.amazoncognito\\.com");

  private static final Pattern EXECUTE_API =
      Pattern.compile("https://([a-z0-9]+)\\.execute-api\\.[a-z0-9-]+\\.amazonaws\\.com(/?)");
  private static final Pattern DAX =
      Pattern.compile(
          "https?://([a-zA-Z0-9-]+)\\.[a-z0-9]+\\.dax-clusters\\.[a-z0-9-]+\\.amazonaws\\.com(?::[0-9]+)?");

  /** A distribution's own name tells nothing of its id, so that somebody has to know both. */
  private static final Pattern CLOUDFRONT =
      Pattern.compile("https?://([a-z0-9]+\\.cloudfront\\.net)(/?)");

  private volatile String base = "";
  private volatile UnaryOperator<String> distributions = domain -> "";

  /** Says where the port is open, such as {@code https://127.0.0.1:4566}. */
  public void servedAt(String address) {
    base = address;
  }

  /** Says which distribution has a domain name; {@code ids} answers "" where none has. */
  public void distributions(UnaryOperator<String> ids) {
    distributions = ids;
  }

  /** The served address; empty while no port is open. */
  public String base() {
    return base;
  }

  /** The text with every AWS address in it replaced by one that can be reached. */
  public String reachable(String text) {
    String here = base;
    if (here.isEmpty()) {
      return text;
    }
    String apis =
        EXECUTE_API
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        here + EXECUTE_API_PATH + found.group(1) + found.group(2)));
    String links =
        EMAIL_VERIFICATION
            .matcher(apis)
            .replaceAll(
                found -> Matcher.quoteReplacement(here + EMAIL_VERIFICATION_PATH + found.group(1)));
    String pages =
        COGNITO
            .matcher(links)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        here + COGNITO_PATH + found.group(2) + "/" + found.group(1)));
    String clusters =
        DAX.matcher(pages)
            .replaceAll(found -> Matcher.quoteReplacement(here + DAX_PATH + found.group(1)));
    return CLOUDFRONT
        .matcher(clusters)
        .replaceAll(
            found -> {
              String id = distributions.apply(found.group(1));
              return Matcher.quoteReplacement(
                  id.isEmpty() ? found.group() : here + CLOUDFRONT_PATH + id + found.group(2));
            });
  }
}
