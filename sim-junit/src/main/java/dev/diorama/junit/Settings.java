package dev.diorama.junit;

import dev.diorama.FaultsFile;
import dev.diorama.core.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
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
    Isolation isolation,
    List<Fault> faults) {

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
        found.template().isEmpty()
            ? ""
            : text(found.template(), home, "@DioramaTest(template = \"" + found.template() + "\")"),
        found.stack(),
        parameters(found.parameters()),
        seed(context).orElse(found.seed()),
        found.region(),
        found.isolation(),
        faults(context, testClass));
  }

  /** Those of the outermost class first, those of the test last. */
  private static List<Fault> faults(ExtensionContext context, Class<?> testClass) {
    Deque<Faults> outermostFirst = new ArrayDeque<>();
    Deque<Class<?>> homes = new ArrayDeque<>();
    AnnotationSupport.findAnnotation(context.getTestMethod(), Faults.class)
        .ifPresent(
            found -> {
              outermostFirst.addFirst(found);
              homes.addFirst(testClass);
            });
    for (Class<?> each = testClass; each != null; each = each.getEnclosingClass()) {
      Class<?> home = each;
      AnnotationSupport.findAnnotation(each, Faults.class)
          .ifPresent(
              found -> {
                outermostFirst.addFirst(found);
                homes.addFirst(home);
              });
    }
    List<Fault> faults = new ArrayList<>();
    for (Faults each : outermostFirst) {
      Class<?> home = homes.removeFirst();
      for (String given : each.value()) {
        faults.addAll(faults(given, home));
      }
    }
    return List.copyOf(faults);
  }

  private static List<Fault> faults(String given, Class<?> home) {
    boolean file = given.endsWith(".yaml") || given.endsWith(".yml");
    String name = file ? given.substring(given.lastIndexOf('/') + 1) : "@Faults";
    try {
      return FaultsFile.parse(file ? text(given, home, "@Faults(\"" + given + "\")") : given, name);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(e.getMessage(), e);
    }
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

  private static String text(String template, Class<?> home, String wanted) {
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
        wanted
            + ": there is neither a resource "
            + resource
            + " on the class path nor a file "
            + Path.of(template).toAbsolutePath());
  }
}
