package dev.diorama.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What the annotations on a test and its classes say, the innermost first. */
record Settings(
    String template,
    String stack,
    Map<String, String> parameters,
    long seed,
    String region,
    Isolation isolation) {

  static Settings of(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    DioramaTest found = null;
    Class<?> home = testClass;
    for (Class<?> each = testClass;
        each != null && found == null;
        each = each.getEnclosingClass()) {
      found = AnnotationSupport.findAnnotation(each, DioramaTest.class).orElse(null);
      home = each;
    }
    if (found == null) {
      throw new ExtensionConfigurationException(
          testClass.getName() + " uses Diorama's extension: annotate the class with @DioramaTest");
    }
    return new Settings(
        found.template().isEmpty() ? "" : text(found.template(), home),
        found.stack(),
        parameters(found.parameters()),
        seed(context).orElse(found.seed()),
        found.region(),
        found.isolation());
  }

  private static Optional<Long> seed(ExtensionContext context) {
    Optional<Seed> seed = AnnotationSupport.findAnnotation(context.getTestMethod(), Seed.class);
    Class<?> each = context.getRequiredTestClass();
    while (seed.isEmpty() && each != null) {
      seed = AnnotationSupport.findAnnotation(each, Seed.class);
      each = each.getEnclosingClass();
    }
    return seed.map(Seed::value);
  }

  private static Map<String, String> parameters(String[] given) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new ExtensionConfigurationException(
            "@DioramaTest(parameters = \"" + each + "\"): write \"Name=value\"");
      }
      parameters.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return parameters;
  }

  private static String text(String template, Class<?> home) {
    try (InputStream in = home.getResourceAsStream(template)) {
      if (in != null) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      Path file = Path.of(template);
      if (Files.isRegularFile(file)) {
        return Files.readString(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String resource =
        template.startsWith("/")
            ? template
            : "/" + home.getPackageName().replace('.', '/') + "/" + template;
    throw new ExtensionConfigurationException(
        "@DioramaTest(template = \""
            + template
            + "\"): there is neither a resource "
            + resource
            + " on the class path nor a file "
            + Path.of(template).toAbsolutePath());
  }
}
