package dev.diorama.lambda.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one execution environment: the function's own classes, rewritten and its own;
 * all else from the application.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class FunctionLoader extends ClassLoader {
  private static final String HERE = "dev.diorama.lambda.sandbox.";
  private static final String GATE = HERE + "Gate";

  /**
   * Never loaded from the function's own code while the application has them: both sides must mean
   * the same types, and the SDK is where requests are taken off.
   */
  private static final List<String> SHARED =
      List.of(
          "java.",
          "jdk.",
          "software.amazon.awssdk.",
          "com.amazonaws.services.lambda.runtime.",
          "dev.diorama.core.",
          HERE);

  static {
    registerAsParallelCapable();
  }

  private final FunctionCode code;
  private final Host host;
  private final ClassLoader application;

  /**
   * A loader for one environment.
   *
   * @param application where all classes but the function's own come from
   */
  public FunctionLoader(String name, FunctionCode code, ClassLoader application, Host host) {
    super(name, application);
    this.code = code;
    this.host = host;
    this.application = application;
  }

  /** What the environment puts in the place of the machine. */
  public Host host() {
    return host;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        found = find(name);
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    if (name.equals(GATE) || name.startsWith(GATE + "$")) {
      byte[] bytes = gate(name);
      return defineClass(name, bytes, 0, bytes.length);
    }
    boolean shared = SHARED.stream().anyMatch(name::startsWith);
    if (!shared) {
      Class<?> own = own(name);
      return own == null ? application.loadClass(name) : own;
    }
    try {
      return application.loadClass(name);
    } catch (ClassNotFoundException e) {
      Class<?> own = own(name);
      if (own == null) {
        throw e;
      }
      return own;
    }
  }

  private @Nullable Class<?> own(String name) {
    byte[] bytes = code.rewrittenClass(name.replace('.', '/')).orElse(null);
    if (bytes == null) {
      return null;
    }
    CodeSource source = new CodeSource(code.location(), (Certificate[]) null);
    return defineClass(
        name, bytes, 0, bytes.length, new ProtectionDomain(source, null, this, null));
  }

  private static byte[] gate(String name) {
    String file = name.substring(HERE.length()) + ".class";
    try (InputStream in = FunctionLoader.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("Diorama's own " + file + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = code.resource(name);
    return own == null ? application.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>();
    URL own = code.resource(name);
    if (own != null) {
      all.add(own);
    }
    for (URL other : Collections.list(application.getResources(name))) {
      if (own == null || !other.toString().equals(own.toString())) {
        all.add(other);
      }
    }
    return Collections.enumeration(all);
  }
}
