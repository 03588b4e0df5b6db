package dev.diorama.junit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test once for each of its seeds. */
final class SeededInvocations implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), Seeds.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Seeds seeds =
        AnnotationSupport.findAnnotation(context.getTestMethod(), Seeds.class).orElseThrow();
    if (seeds.value() < 1) {
      throw new ExtensionConfigurationException(
          "@Seeds(" + seeds.value() + ") runs nothing: give at least 1");
    }
    return LongStream.range(0, seeds.value()).mapToObj(i -> new Invocation(seeds.from() + i));
  }

  /** One run. */
  private record Invocation(long seed) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      // The class's own extension has left the making of the cloud to this one.
      BeforeEachCallback begin = context -> DioramaExtension.begin(context, seed);
      return List.of(begin);
    }
  }
}
