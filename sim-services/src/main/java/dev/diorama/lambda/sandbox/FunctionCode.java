package dev.diorama.lambda.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The code of one version of a function, and what rewriting has made of it so far.
 *
 * <p>Every environment of the version shares one of these: a class is read and rewritten once,
 * however many environments define it. Safe for use by several threads.
 *
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class FunctionCode {
  /**
   * Limit of an unpacked deployment package, documented:
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  public static final long UNZIPPED_LIMIT = 262_144_000;

  /** Finds the files of a function's own code. */
  private interface Source {
    /** The file's content; empty when the code has no such file. */
    Optional<byte[]> read(String path);

    /** Where the file can be read; null when the code has no such file. */
    @Nullable URL url(String path);

    /** Where the code is, for {@code Class.getProtectionDomain()}. */
    URL location();
  }

  /**
   * AWS's client for DAX, which no runtime of Lambda brings along: on AWS it is part of the
   * function's package, and so it is here, even where the application has it too. It asks the
   * machine for Region and credentials, and starts threads.
   */
  private static final String DAX_CLIENT = "software/amazon/dax/";

  /** What speaks over sockets of its own, and has to go by the machine's clock to do so. */
  private static final List<String> WITH_SOCKETS = List.of(DAX_CLIENT, "io/netty/");

  private final Source source;
  private final int newestClassFile;
  private final ClassLoader application;
  private final Rewriter rewriter;
  private final Rewriter libraryRewriter;
  private final Map<String, Optional<byte[]>> rewritten = new ConcurrentHashMap<>();

  private FunctionCode(Source source, ClassLoader application, int newestClassFile) {
    this.source = source;
    this.newestClassFile = newestClassFile;
    this.application = application;
    this.rewriter = Rewriter.ofFunction(this::original, application);
    this.libraryRewriter = Rewriter.ofLibrary(this::original, application);
  }

  private Optional<byte[]> original(String internalName) {
    String file = internalName + ".class";
    Optional<byte[]> own = source.read(file);
    if (own.isPresent() || !internalName.startsWith(DAX_CLIENT)) {
      return own;
    }
    try (InputStream in = application.getResourceAsStream(file)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An uploaded package, with the jars under {@code lib/} opened.
   *
   * @param newestClassFile the newest class-file version that the function's runtime reads, such as
   *     61 for Java 17
   * @throws ZipRefusal if it is no zip file or is too large
   */
  public static FunctionCode ofZip(byte[] zip, ClassLoader application, int newestClassFile)
      throws ZipRefusal {
    return new FunctionCode(new Unpacked(unpack(zip)), application, newestClassFile);
  }

  /**
   * The part of the application's class path, a jar or a directory, that holds {@code className};
   * empty when no part does.
   */
  public static Optional<FunctionCode> ofClassPath(
      ClassLoader application, String className, int newestClassFile) {
    String path = className.replace('.', '/') + ".class";
    URL url = application.getResource(path);
    if (url == null) {
      return Optional.empty();
    }
    String root = url.toString().substring(0, url.toString().length() - path.length());
    return Optional.of(
        new FunctionCode(new ClassPath(application, root), application, newestClassFile));
  }

  /** No code at all: every class comes from the application. */
  public static FunctionCode none(ClassLoader application) {
    return new FunctionCode(new Unpacked(Map.of()), application, Integer.MAX_VALUE);
  }

  /** True when the code has a class of that name. */
  public boolean holds(String className) {
    return source.url(className.replace('.', '/') + ".class") != null;
  }

  /**
   * A class of the code, rewritten.
   *
   * @param internalName its name with slashes
   * @throws UnsupportedClassVersionError if it was compiled for a newer Java than the function's
   */
  Optional<byte[]> rewrittenClass(String internalName) {
    return rewritten.computeIfAbsent(
        internalName, name -> original(name).map(bytes -> rewrite(name, bytes)));
  }

  private byte[] rewrite(String name, byte[] bytes) {
    int version = bytes.length < 8 ? 0 : ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
    if (version > newestClassFile) {
      throw new UnsupportedClassVersionError(
          name
              + " has been compiled by a more recent version of the Java Runtime (class file"
              + " version "
              + version
              + ".0), this version of the Java Runtime only recognizes class file versions up to "
              + newestClassFile
              + ".0");
    }
    boolean library = WITH_SOCKETS.stream().anyMatch(name::startsWith);
    return (library ? libraryRewriter : rewriter).rewrite(bytes);
  }

  @Nullable URL resource(String path) {
    return source.url(path);
  }

  URL location() {
    return source.location();
  }

  private static Map<String, byte[]> unpack(byte[] zip) throws ZipRefusal {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, byte[]> jars = new LinkedHashMap<>();
    long[] left = {UNZIPPED_LIMIT};
    read(zip, left, files, jars);
    if (files.isEmpty()) {
      throw new ZipRefusal(ZipRefusal.Kind.NOT_A_ZIP);
    }
    // On a real class path the function's own classes come before those of its libraries, and
    // libraries in the order of their names.
    for (byte[] jar : jars.values()) {
      Map<String, byte[]> inJar = new LinkedHashMap<>();
      read(jar, new long[] {UNZIPPED_LIMIT}, inJar, new LinkedHashMap<>());
      inJar.forEach(files::putIfAbsent);
    }
    return files;
  }

  private static void read(
      byte[] zip, long[] left, Map<String, byte[]> files, Map<String, byte[]> jars)
      throws ZipRefusal {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left[0] + 1));
        left[0] -= content.length;
        if (left[0] < 0) {
          throw new ZipRefusal(ZipRefusal.Kind.TOO_LARGE);
        }
        files.put(entry.getName(), content);
        if (entry.getName().startsWith("lib/") && entry.getName().endsWith(".jar")) {
          jars.put(entry.getName(), content);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ZipRefusal(ZipRefusal.Kind.NOT_A_ZIP);
    }
  }

  /** An uploaded file that is no deployment package. */
  public static final class ZipRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Kind {
      NOT_A_ZIP,
      TOO_LARGE
    }

    private final Kind kind;

    ZipRefusal(Kind kind) {
      super(kind.name());
      this.kind = kind;
    }

    /** What is wrong with it. */
    public Kind kind() {
      return kind;
    }
  }

  /** Files held in memory. */
  private static final class Unpacked implements Source {
    private final Map<String, byte[]> files;

    Unpacked(Map<String, byte[]> files) {
      this.files = Collections.unmodifiableMap(files);
    }

    @Override
    public Optional<byte[]> read(String path) {
      return Optional.ofNullable(files.get(path));
    }

    @Override
    public @Nullable URL url(String path) {
      return files.containsKey(path) ? at(path) : null;
    }

    @Override
    public URL location() {
      return at("");
    }

    private URL at(String path) {
      try {
        return new URL("lambda", "", -1, "/var/task/" + path, new InMemory(files, path));
      } catch (MalformedURLException e) {
        throw new IllegalStateException("a URL with a handler of its own needs no lookup", e);
      }
    }
  }

  /** Opens URLs of files held in memory. */
  private static final class InMemory extends URLStreamHandler {
    private final Map<String, byte[]> files;
    private final String path;

    InMemory(Map<String, byte[]> files, String path) {
      this.files = files;
      this.path = path;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {
          // The content is here.
        }

        @Override
        public InputStream getInputStream() throws IOException {
          byte[] content = files.get(path);
          if (content == null) {
            throw new IOException("no such file: " + url);
          }
          return new ByteArrayInputStream(content);
        }
      };
    }
  }

  /** The files under one root of the application's class path. */
  private static final class ClassPath implements Source {
    private final ClassLoader application;
    private final String root;

    ClassPath(ClassLoader application, String root) {
      this.application = application;
      this.root = root;
    }

    @Override
    public Optional<byte[]> read(String path) {
      URL url = url(path);
      if (url == null) {
        return Optional.empty();
      }
      try {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
          return Optional.of(in.readAllBytes());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable URL url(String path) {
      URL url = application.getResource(path);
      return url != null && url.toString().startsWith(root) ? url : null;
    }

    @Override
    public URL location() {
      String plain =
          root.startsWith("jar:") && root.endsWith("!/")
              ? root.substring("jar:".length(), root.length() - "!/".length())
              : root;
      try {
        return new URL(plain);
      } catch (MalformedURLException e) {
        throw new IllegalStateException("the class loader itself gave " + root, e);
      }
    }
  }
}
