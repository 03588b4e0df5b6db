package dev.diorama.lambda.sandbox;

import dev.diorama.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * What AWS's Java runtime says of code that failed: the error object, and the text it logs.
 *
 * <p>Observed in the open source of the runtime interface client,
 * https://github.com/aws/aws-lambda-java-libs, 2026: message, type and a stack trace cut off where
 * the runtime's own frames begin; faults of loading carry no stack trace.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Failures {
  private static final String RUNTIME = Failures.class.getPackageName() + ".";
  private static final String GATE = RUNTIME + "Gate";

  private Failures() {}

  /** The error object of the invocation. */
  public static Json report(Throwable thrown) {
    Json.ObjectBuilder report = Json.object();
    if (thrown instanceof HandlerFault fault) {
      report.put("errorMessage", fault.words());
      String type = fault.type();
      if (type != null) {
        report.put("errorType", type);
      }
      return report.build();
    }
    trim(thrown);
    report.put("errorMessage", message(thrown));
    report.put("errorType", thrown.getClass().getName());
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      frames.add(text(frame));
    }
    return report.put("stackTrace", Json.strings(frames)).build();
  }

  /** The text that the runtime logs. */
  public static String logText(Throwable thrown) {
    if (thrown instanceof HandlerFault fault) {
      Throwable cause = fault.getCause();
      String type = fault.type();
      return cause == null || type == null
          ? fault.words() + "\n"
          : fault.words() + ": " + type + "\n" + trace(cause) + "\n";
    }
    return message(thrown) + ": " + thrown.getClass().getName() + "\n" + trace(thrown) + "\n";
  }

  static String message(Throwable thrown) {
    String message = thrown.getLocalizedMessage();
    return message == null ? thrown.getClass().getName() : message;
  }

  private static String trace(Throwable thrown) {
    trim(thrown);
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }

  /** Without the loader's name and the module's version, as the JDK prints its own frames. */
  private static String text(StackTraceElement frame) {
    return new StackTraceElement(
            null,
            frame.getModuleName(),
            null,
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber())
        .toString();
  }

  /**
   * Cuts a stack trace where the function's own frames end, as the runtime does. Frames of
   * reflection at the cut go too: they differ from JVM to JVM.
   */
  public static void trim(Throwable thrown) {
    trim(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void trim(Throwable thrown, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return;
    }
    List<StackTraceElement> kept = new ArrayList<>();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String name = frame.getClassName();
      if (name.startsWith(GATE)) {
        continue;
      }
      if (name.startsWith(RUNTIME)) {
        while (!kept.isEmpty() && isReflection(kept.get(kept.size() - 1))) {
          kept.remove(kept.size() - 1);
        }
        break;
      }
      kept.add(
          new StackTraceElement(
              null,
              frame.getModuleName(),
              null,
              name,
              frame.getMethodName(),
              frame.getFileName(),
              frame.getLineNumber()));
    }
    thrown.setStackTrace(kept.toArray(new StackTraceElement[0]));
    Throwable cause = thrown.getCause();
    if (cause != null) {
      trim(cause, seen);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      trim(suppressed, seen);
    }
  }

  private static boolean isReflection(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("jdk.internal.reflect.") || name.startsWith("java.lang.reflect.");
  }
}
