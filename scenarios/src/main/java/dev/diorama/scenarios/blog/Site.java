package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cli.Deployment;
import dev.diorama.core.random.RsaKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The blog in both Regions, live: stacks, verified sender, production access, first pages.
 *
 * @param home the stack with the table, the buckets and the distribution
 * @param second the stack in the second Region
 * @param authorKey signs upload URLs
 */
record Site(Diorama diorama, Stack home, Stack second, KeyPair authorKey) {
  /** Deploys with uploads by signed URL, and waits a day for production access. */
  static Site live(Diorama diorama, BlogDesign design) {
    KeyPair key = RsaKeys.pair(diorama.cloud().seeds().stream("blog/author-key"));
    Map<String, String> parameters = BlogDesign.parameters();
    parameters.put("SiteUploads", "signed");
    parameters.put("AuthorPublicKey", pem(key));
    Stack home = diorama.deploy(design.name(), design.template(), parameters);
    Deployment further = design.elsewhere(diorama, home).get(0);
    Stack second =
        diorama.in(further.region()).deploy(design.name(), design.template(), further.parameters());
    design.goLive(diorama, home);
    diorama.time().advance(Duration.ofHours(25));
    return new Site(diorama, home, second, key);
  }

  /** The stacks' APIs, home first. */
  List<String> apis() {
    return List.of(home.output("ApiUrl"), second.output("ApiUrl"));
  }

  String url() {
    return home.output("SiteUrl");
  }

  private static String pem(KeyPair key) {
    String encoded =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
  }
}
