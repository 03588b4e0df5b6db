package dev.diorama.scenarios.run;

import java.util.List;

/** The threads that the code of functions has started, in any cloud of this JVM. */
public final class FunctionThreads {
  private FunctionThreads() {}

  /** Each has the class loader of the environment that it was started in. */
  public static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getContextClassLoader() != null
                    && thread
                        .getContextClassLoader()
                        .getClass()
                        .getSimpleName()
                        .equals("FunctionLoader"))
        .toList();
  }

  /** The names of those that are alive. */
  public static List<String> alive() {
    return threads().stream().filter(Thread::isAlive).map(Thread::getName).sorted().toList();
  }
}
