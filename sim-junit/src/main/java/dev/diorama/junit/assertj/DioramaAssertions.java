package dev.diorama.junit.assertj;

import dev.diorama.Diorama;
import dev.diorama.core.trace.Trace;
import org.apiguardian.api.API;

/**
 * Where assertions about a cloud begin: {@code assertThat(diorama).cache("dax.item")...}.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DioramaAssertions {
  private DioramaAssertions() {}

  /** About a cloud. */
  public static DioramaAssert assertThat(Diorama actual) {
    return new DioramaAssert(actual);
  }

  /** About the calls of a trace. */
  public static CallsAssert assertThat(Trace actual) {
    return CallsAssert.of(actual.spans(), actual.spans(), "any service");
  }
}
