package dev.diorama.saml;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a verified response says.
 *
 * @param issuer the identity provider's id
 * @param subject whom it speaks of
 * @param recipient the address it was meant for
 * @param sessionEnds when the session at the identity provider ends at the latest
 * @param attributes values by the attributes' names, in the order written
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SamlAssertion(
    String issuer,
    Optional<NameId> subject,
    String recipient,
    Optional<Instant> sessionEnds,
    Map<String, List<String>> attributes) {

  /**
   * A name.
   *
   * @param format what sort of name it is, a URI; empty when not said
   */
  public record NameId(String value, String format) {}

  public SamlAssertion {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The values of an attribute; none when it is not there. */
  public List<String> values(String attribute) {
    return attributes.getOrDefault(attribute, List.of());
  }
}
