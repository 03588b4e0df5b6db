package dev.diorama.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Makes the clouds that {@link DioramaTest} asks for, gives out of them and closes them.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DioramaExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DioramaExtension.class);

  /** Made by JUnit. */
  public DioramaExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    Settings settings = Settings.of(context);
    // A nested class shares the cloud of the class around it.
    if (settings.isolation() == Isolation.CLASS && find(context) == null) {
      keep(context, new Simulation(settings, settings.seed(), Engines.of(context)));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    boolean seeded = AnnotationSupport.isAnnotated(context.getTestMethod(), Seeds.class);
    if (!seeded) {
      begin(context, Settings.of(context).seed());
    }
  }

  /** Makes the test's own cloud, or takes that of its class, and sets its fields. */
  static void begin(ExtensionContext context, long seed) {
    Settings settings = Settings.of(context);
    Simulation simulation = find(context);
    if (settings.isolation() == Isolation.TEST) {
      checkFieldsAreOfOneTest(context);
      simulation = new Simulation(settings, seed, Engines.of(context));
      keep(context, simulation);
    } else if (AnnotationSupport.isAnnotated(context.getTestMethod(), Seeds.class)
        || AnnotationSupport.isAnnotated(context.getTestMethod(), Seed.class)) {
      throw new ExtensionConfigurationException(
          "the tests of a class that share a cloud share its seed:"
              + " put @Seed on the class, or use isolation = Isolation.TEST");
    }
    if (simulation == null) {
      throw new IllegalStateException("no cloud was made for " + context.getUniqueId());
    }
    simulation.suffer(settings.faults());
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      setFields(instance, simulation);
    }
  }

  /** Two tests at a time on one instance would take each other's fields away. */
  private static void checkFieldsAreOfOneTest(ExtensionContext context) {
    boolean shared =
        context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS;
    if (shared && context.getExecutionMode() == ExecutionMode.CONCURRENT) {
      for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
        if (!AnnotationSupport.findAnnotatedFields(instance.getClass(), Simulated.class).isEmpty()
            || !AnnotationSupport.findAnnotatedFields(instance.getClass(), StackOutput.class)
                .isEmpty()) {
          throw new ExtensionConfigurationException(
              instance.getClass().getSimpleName()
                  + " runs its tests at the same time on one instance, whose fields would be set by"
                  + " each of them: take parameters instead, or use @TestInstance(PER_METHOD)");
        }
      }
    }
  }

  private static void setFields(Object instance, Simulation simulation) {
    for (Field field :
        AnnotationSupport.findAnnotatedFields(
            instance.getClass(), Simulated.class, f -> true, HierarchyTraversalMode.TOP_DOWN)) {
      Dax dax = field.getAnnotation(Dax.class);
      set(
          field,
          instance,
          dax == null
              ? value(field.getType(), describe(field), simulation)
              : simulation.dax(dax.value(), field.getType()));
    }
    for (Field field :
        AnnotationSupport.findAnnotatedFields(
            instance.getClass(), StackOutput.class, f -> true, HierarchyTraversalMode.TOP_DOWN)) {
      String output = field.getAnnotation(StackOutput.class).value();
      if (field.getType() != String.class) {
        throw new ExtensionConfigurationException(describe(field) + ": an output is a String");
      }
      set(field, instance, simulation.output(output));
    }
  }

  private static String describe(Field field) {
    return "field " + field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  private static void set(Field field, Object instance, Object value) {
    int modifiers = field.getModifiers();
    if (Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
      throw new ExtensionConfigurationException(
          describe(field) + " is set before each test: make it neither static nor final");
    }
    try {
      field.setAccessible(true);
      field.set(instance, value);
    } catch (IllegalAccessException e) {
      throw new ExtensionConfigurationException(describe(field) + " cannot be set", e);
    }
  }

  private static Object value(Class<?> type, String wanted, Simulation simulation) {
    if (!Simulation.gives(type)) {
      throw new ExtensionConfigurationException(refusal(wanted, type));
    }
    return simulation.get(type);
  }

  private static String refusal(String wanted, Class<?> type) {
    return wanted
        + ": Diorama gives no "
        + type.getName()
        + "; it gives Diorama, AWS SDK clients, SimClock, VirtualClock, Outbox, Trace,"
        + " Metrics, Cloud, SdkHttpClient and Stack. Other clients are built on one of them: of"
        + " the AWS SDK for Java 2.x, with its httpClient(SdkHttpClient) or on its base client";
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(StackOutput.class)
        || parameter.isAnnotated(Dax.class)
        || Simulation.gives(parameter.getParameter().getType())
        || isOtherClient(parameter.getParameter());
  }

  /**
   * A client that Diorama does not give and that nobody else seems to: refused with the fix, where
   * JUnit would say only that it knows none.
   */
  private static boolean isOtherClient(Parameter parameter) {
    String type = parameter.getType().getName();
    return parameter.getAnnotations().length == 0
        && type.startsWith("software.amazon.awssdk.")
        && type.endsWith("Client")
        && !Simulation.gives(parameter.getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Simulation simulation = find(context);
    if (simulation == null) {
      throw new ExtensionConfigurationException(
          "each test has a cloud of its own, and none is there yet: take "
              + parameter.getParameter().getType().getSimpleName()
              + " as a parameter of the test or as a field marked @Simulated,"
              + " or use isolation = Isolation.CLASS");
    }
    Optional<StackOutput> output = parameter.findAnnotation(StackOutput.class);
    if (output.isPresent()) {
      if (parameter.getParameter().getType() != String.class) {
        throw new ExtensionConfigurationException(
            "parameter " + parameter.getParameter().getName() + ": an output is a String");
      }
      return simulation.output(output.get().value());
    }
    Class<?> type = parameter.getParameter().getType();
    if (isOtherClient(parameter.getParameter())) {
      throw new ExtensionConfigurationException(
          refusal("parameter " + parameter.getParameter().getName(), type));
    }
    return parameter
        .findAnnotation(Dax.class)
        .map(dax -> simulation.dax(dax.value(), type))
        .orElseGet(() -> simulation.get(type));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Simulation simulation = find(context);
    // A mistake in the set-up explains itself; nothing simulated has to do with it.
    boolean failed =
        context
            .getExecutionException()
            .filter(
                thrown ->
                    !(thrown instanceof ExtensionConfigurationException)
                        && !(thrown instanceof ParameterResolutionException))
            .isPresent();
    if (simulation != null && failed) {
      FailureReport.write(context, simulation);
    }
    if (simulation != null) {
      simulation.recover();
    }
    closeOwn(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    closeOwn(context);
  }

  private static void keep(ExtensionContext context, Simulation simulation) {
    context.getStore(NAMESPACE).put(context.getUniqueId(), simulation);
    context.getStore(NAMESPACE).put(Simulation.class, simulation);
  }

  /** That of the test, else that of its class or of a class around it. */
  private static @Nullable Simulation find(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Simulation.class, Simulation.class);
  }

  private static void closeOwn(ExtensionContext context) {
    Simulation own = context.getStore(NAMESPACE).remove(context.getUniqueId(), Simulation.class);
    if (own != null) {
      own.close();
    }
  }
}
