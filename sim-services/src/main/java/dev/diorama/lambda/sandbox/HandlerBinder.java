package dev.diorama.lambda.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler that a handler string names, and makes it callable.
 *
 * <p>Forms, preferences and messages are those of AWS's Java runtime, observed in the open source
 * of its runtime interface client, https://github.com/aws/aws-lambda-java-libs, 2026; the
 * signatures are documented: https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class HandlerBinder {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /**
   * Methods that are no bridges first, then those with more parameters, where a last parameter
   * Context counts twice. AWS leaves it at that and takes the JVM's order; the last two steps make
   * the choice the same on every JVM, and the better one where a public class inherits its handler
   * from one that is not: the compiler then writes two bridges, one of them for Object.
   */
  private static final Comparator<Method> PREFERENCE =
      Comparator.comparing(Method::isBridge)
          .thenComparing(HandlerBinder::weight, Comparator.reverseOrder())
          .thenComparing(HandlerBinder::vague)
          .thenComparing(Method::toGenericString);

  private final ClassLoader loader;
  private final PrintStream err;

  /**
   * A binder for one environment.
   *
   * @param err where it says which overloads it passed over
   */
  public HandlerBinder(ClassLoader loader, PrintStream err) {
    this.loader = loader;
    this.err = err;
  }

  /** The name of the class in a handler string. */
  public static String className(String handler) {
    int colons = handler.lastIndexOf("::");
    return colons < 0 ? handler : handler.substring(0, colons);
  }

  /**
   * The handler, its class loaded and, where it needs one, its instance made.
   *
   * <p>A handler that cannot be found is no failure yet: calling it is, as on AWS.
   *
   * @throws HandlerFault if the class's initialiser or constructor throws
   */
  public Handler bind(String handler) throws HandlerFault {
    int colons = handler.lastIndexOf("::");
    String className = className(handler);
    String method = colons < 0 ? "" : handler.substring(colons + 2);
    if (className.isEmpty() || (colons >= 0 && method.isEmpty())) {
      return broken(HandlerFault.of("Invalid handler: `" + handler + "'"));
    }
    Class<?> type;
    try {
      type = Class.forName(className, true, loader);
    } catch (ClassNotFoundException e) {
      return broken(new HandlerFault("Class not found: " + className, e.getClass().getName(), e));
    } catch (NoClassDefFoundError e) {
      return broken(loading(className, e));
    } catch (Throwable e) {
      throw loading(className, e);
    }
    return colons < 0 ? ofInterface(type) : ofMethod(type, method);
  }

  private static HandlerFault loading(String className, Throwable e) {
    String detail = e.getMessage() == null ? "" : ": " + e.getMessage();
    return new HandlerFault("Error loading class " + className + detail, e.getClass().getName(), e);
  }

  private static Handler broken(HandlerFault fault) {
    return (event, answer, context) -> {
      throw fault;
    };
  }

  private Handler ofInterface(Class<?> type) throws HandlerFault {
    if (RequestStreamHandler.class.isAssignableFrom(type)) {
      Object made = instance(type);
      return made instanceof RequestStreamHandler streams
          ? streams::handleRequest
          : broken((HandlerFault) made);
    }
    if (!RequestHandler.class.isAssignableFrom(type)) {
      return broken(
          HandlerFault.of(
              "Class does not implement an appropriate handler interface: " + type.getName()));
    }
    List<Type> parameters = GenericTypes.argumentsOf(type, RequestHandler.class);
    if (parameters.isEmpty()) {
      return broken(
          HandlerFault.of(
              "Class "
                  + type.getName()
                  + " does not implement RequestHandler with concrete type parameters"));
    }
    for (Type parameter : parameters) {
      if (parameter instanceof TypeVariable<?> variable && GenericTypes.unbounded(variable)) {
        return broken(
            HandlerFault.of(
                "Class "
                    + type.getName()
                    + " does not implement RequestHandler with concrete type parameters: parameter "
                    + parameter
                    + " has no upper bound."));
      }
    }
    Object made = instance(type);
    return made instanceof RequestHandler<?, ?> objects
        ? new ObjectHandler(calling(objects), parameters.get(0), parameters.get(1), loader)
        : broken((HandlerFault) made);
  }

  @SuppressWarnings("unchecked") // The event is made for the handler's own parameter type.
  private static ObjectHandler.Call calling(RequestHandler<?, ?> handler) {
    RequestHandler<Object, Object> objects = (RequestHandler<Object, Object>) handler;
    return objects::handleRequest;
  }

  /**
   * A new instance, or the fault to report when the function is called.
   *
   * @throws HandlerFault if the constructor throws, which ends the environment
   */
  private static Object instance(Class<?> type) throws HandlerFault {
    Constructor<?> constructor;
    try {
      constructor = type.getConstructor();
    } catch (NoSuchMethodException e) {
      boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
      return new HandlerFault(
          "Class "
              + type.getName()
              + (inner
                  ? " cannot be instantiated because it is a non-static inner class"
                  : " has no public zero-argument constructor"),
          Exception.class.getName(),
          null);
    }
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw HandlerFault.of(e.getCause() == null ? e : e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      return HandlerFault.of(e);
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      throw HandlerFault.of(e);
    }
  }

  private Handler ofMethod(Class<?> type, String name) throws HandlerFault {
    List<Method> named = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        named.add(method);
      }
    }
    named.sort(PREFERENCE);
    for (Method method : named) {
      Optional<Handler> handler = ofSignature(type, method);
      if (handler.isPresent()) {
        return handler.get();
      }
    }
    return broken(
        HandlerFault.of(
            "No public method named "
                + name
                + " with appropriate method signature found on class "
                + type.getName()));
  }

  private static int weight(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return parameters.length + (endsWithContext(parameters) ? 1 : 0);
  }

  private static long vague(Method method) {
    return Arrays.stream(method.getParameterTypes()).filter(Object.class::equals).count();
  }

  private static boolean endsWithContext(Class<?>[] parameters) {
    return parameters.length > 0 && parameters[parameters.length - 1].equals(Context.class);
  }

  /** The handler that a method makes; empty when its parameters are of no known pattern. */
  private Optional<Handler> ofSignature(Class<?> type, Method method) throws HandlerFault {
    Class<?>[] raw = method.getParameterTypes();
    boolean context = endsWithContext(raw);
    List<Class<?>> others = Arrays.asList(raw).subList(0, raw.length - (context ? 1 : 0));
    boolean input = !others.isEmpty() && others.get(0).equals(InputStream.class);
    boolean output = others.contains(OutputStream.class);
    boolean streams = input || output;
    int expected = (input ? 1 : 0) + (output ? 1 : 0);
    boolean known =
        streams
            ? others.size() == expected
                && (!output || others.get(others.size() - 1).equals(OutputStream.class))
            : others.size() <= 1 && !others.contains(Context.class);
    if (!known) {
      err.println("Ignoring an overload of method " + name(method));
      return Optional.empty();
    }
    Object made = Modifier.isStatic(method.getModifiers()) ? type : instance(type);
    if (made instanceof HandlerFault fault) {
      return Optional.of(broken(fault));
    }
    if (streams) {
      return Optional.of(ofStreams(method, made, input, output, context));
    }
    Type event = others.isEmpty() ? null : method.getGenericParameterTypes()[0];
    ObjectHandler.Call call =
        (given, around) ->
            event == null
                ? (context ? invoke(method, made, around) : invoke(method, made))
                : (context ? invoke(method, made, given, around) : invoke(method, made, given));
    return Optional.of(new ObjectHandler(call, event, method.getGenericReturnType(), loader));
  }

  private static String name(Method method) {
    return method.getName() + " because its parameters fit none of the handler signatures";
  }

  private static Handler ofStreams(
      Method method, Object made, boolean input, boolean output, boolean context) {
    return (event, answer, around) -> {
      List<Object> arguments = new ArrayList<>();
      if (input) {
        arguments.add(event);
      }
      if (output) {
        arguments.add(answer);
      }
      if (context) {
        arguments.add(around);
      }
      invoke(method, made, arguments.toArray());
      if (!output) {
        answer.write(NULL);
      }
    };
  }

  private static @Nullable Object invoke(
      Method method, Object target, @Nullable Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
