package dev.diorama.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A further stack of a design's template.
 *
 * @param region where it is to stand, such as {@code ap-northeast-2}
 * @param parameters values for the template's parameters there
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Deployment(String region, Map<String, String> parameters) {
  public Deployment {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
