package dev.diorama.lambda.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Which calls of function code go to {@link Gate}, and what is written in their place. */
final class Redirects {
  static final String GATE = "dev/diorama/lambda/sandbox/Gate";
  private static final String SDK = "software/amazon/awssdk/";
  private static final String NETTY_KEY = "io/netty/util/AttributeKey";
  private static final String NETTY_KEY_DESCRIPTOR = "(Ljava/lang/String;)L" + NETTY_KEY + ";";

  /** The methods of {@link java.nio.file.Files} that take space on the disk. */
  private static final List<String> FILE_MAKERS =
      List.of(
          "write",
          "writeString",
          "newOutputStream",
          "newBufferedWriter",
          "newByteChannel",
          "copy",
          "createFile",
          "createTempFile",
          "createDirectory",
          "createDirectories",
          "createTempDirectory");

  /** One call in a method's code. */
  record Instruction(
      int opcode, String owner, String name, String descriptor, boolean onInterface) {
    String key() {
      return owner + "." + name + descriptor;
    }

    void emit(MethodVisitor out) {
      out.visitMethodInsn(opcode, owner, name, descriptor, onInterface);
    }
  }

  /** What is written instead of a call. */
  @FunctionalInterface
  interface Redirect {
    void emit(MethodVisitor out, Instruction instead);
  }

  /** What a class extends. */
  @FunctionalInterface
  interface Hierarchy {
    /** Whether a class, by internal name, is a kind of {@code type}. */
    boolean isA(String internalName, Class<?> type);
  }

  private final Map<String, Redirect> exact = new LinkedHashMap<>();
  private final Hierarchy classes;
  private final boolean ofLibrary;

  private Redirects(Hierarchy classes, boolean ofLibrary) {
    this.classes = classes;
    this.ofLibrary = ofLibrary;
    environment();
    sdk();
  }

  /** The table for a function's own code: nothing of the machine is left. */
  static Redirects ofFunction(Hierarchy classes) {
    Redirects all = new Redirects(classes, false);
    all.time();
    all.chance();
    all.process();
    return all;
  }

  /**
   * The table for a library that speaks over sockets of its own. What waits for a socket waits by
   * the machine's clock, so time and chance stay the machine's; Region, credentials, variables and
   * the end of its threads are the environment's.
   */
  static Redirects ofLibrary(Hierarchy classes) {
    Redirects all = new Redirects(classes, true);
    all.sameCall("java/lang/Thread", "sleep", "(J)V", "pause");
    all.exact.put(NETTY_KEY + ".newInstance" + NETTY_KEY_DESCRIPTOR, Redirects::nettyKey);
    return all;
  }

  /**
   * Netty keeps the names of attributes for the whole JVM and refuses one that is taken, by another
   * environment's copy of the library or by the application's: those of all environments are one
   * and of another name. Their values are the connections', and those are nobody else's.
   */
  private static void nettyKey(MethodVisitor out, Instruction instead) {
    gate(out, "attribute", "(Ljava/lang/String;)Ljava/lang/String;");
    out.visitMethodInsn(Opcodes.INVOKESTATIC, NETTY_KEY, "valueOf", NETTY_KEY_DESCRIPTOR, false);
  }

  /** What stands in for a call; null when it stays as it is. */
  @Nullable Redirect find(Instruction call) {
    Redirect found = exact.get(call.key());
    if (found != null) {
      return found;
    }
    if (call.name().equals("start") && call.descriptor().equals("()V")) {
      return call.opcode() == Opcodes.INVOKEVIRTUAL && classes.isA(call.owner(), Thread.class)
          ? (out, c) -> gate(out, "start", "(Ljava/lang/Object;)V")
          : null;
    }
    if (makesThreads(call)) {
      return Redirects::noteMade;
    }
    return ofLibrary ? sdkRequestOnly(call) : ofFunctionOnly(call);
  }

  private @Nullable Redirect ofFunctionOnly(Instruction call) {
    if (call.owner().startsWith("java/time/") && call.name().equals("now")) {
      return now(call);
    }
    if (takesSpace(call)) {
      return (out, c) -> {
        gate(out, "space", "()V");
        c.emit(out);
      };
    }
    if (call.name().equals("printStackTrace") && call.opcode() == Opcodes.INVOKEVIRTUAL) {
      return call.descriptor().equals("()V") && classes.isA(call.owner(), Throwable.class)
          ? (out, c) -> gate(out, "printStackTrace", "(Ljava/lang/Object;)V")
          : null;
    }
    return call.owner().startsWith(SDK) ? sdkCall(call) : null;
  }

  /** Whether the call makes a file or writes to one. */
  private static boolean takesSpace(Instruction call) {
    return switch (call.owner()) {
      case "java/nio/file/Files" -> FILE_MAKERS.contains(call.name());
      case "java/io/FileOutputStream", "java/io/FileWriter" ->
          call.name().equals("<init>") || call.name().equals("write");
      case "java/io/RandomAccessFile", "java/nio/channels/FileChannel" ->
          call.name().startsWith("write");
      default -> false;
    };
  }

  /** Whether the call makes what runs threads of its own: a pool, an event loop, a timer. */
  private boolean makesThreads(Instruction call) {
    if (call.owner().equals("java/util/concurrent/Executors")) {
      return call.opcode() == Opcodes.INVOKESTATIC && call.name().startsWith("new");
    }
    return call.opcode() == Opcodes.INVOKESPECIAL
        && call.name().equals("<init>")
        && (classes.isA(call.owner(), ExecutorService.class)
            || classes.isA(call.owner(), Timer.class));
  }

  /** Whether the redirect is for a constructor's result, and none for a call to it from another. */
  boolean needsNew(Instruction call) {
    return !exact.containsKey(call.key()) && makesThreads(call);
  }

  private static void noteMade(MethodVisitor out, Instruction made) {
    made.emit(out);
    out.visitInsn(Opcodes.DUP);
    gate(out, "made", "(Ljava/lang/Object;)V");
  }

  private @Nullable Redirect sdkRequestOnly(Instruction call) {
    return call.owner().startsWith(SDK + "regions/providers/")
            || call.owner().startsWith(SDK + "auth/credentials/")
        ? sdkCall(call)
        : null;
  }

  private void environment() {
    sameCall("java/lang/System", "getenv", "(Ljava/lang/String;)Ljava/lang/String;", "getenv");
    sameCall("java/lang/System", "getenv", "()Ljava/util/Map;", "getenv");
  }

  private void time() {
    sameCall("java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis");
    sameCall("java/lang/System", "nanoTime", "()J", "nanoTime");
    String clock = "Ljava/time/Clock;";
    String zone = "Ljava/time/ZoneId;";
    sameCall("java/time/Clock", "systemUTC", "()" + clock, "systemUTC");
    sameCall("java/time/Clock", "systemDefaultZone", "()" + clock, "clock");
    sameCall("java/time/Clock", "system", "(" + zone + ")" + clock, "clock");
    sameCall("java/time/Clock", "tickMillis", "(" + zone + ")" + clock, "tickMillis");
    sameCall("java/time/Clock", "tickSeconds", "(" + zone + ")" + clock, "tickSeconds");
    sameCall("java/time/Clock", "tickMinutes", "(" + zone + ")" + clock, "tickMinutes");
    sameCall("java/time/InstantSource", "system", "()Ljava/time/InstantSource;", "instantSource");
    sameCall("java/time/ZoneId", "systemDefault", "()" + zone, "zone");
    sameCall("java/util/TimeZone", "getDefault", "()Ljava/util/TimeZone;", "timeZone");
    String calendar = "Ljava/util/Calendar;";
    for (String arguments :
        new String[] {
          "()",
          "(Ljava/util/TimeZone;)",
          "(Ljava/util/Locale;)",
          "(Ljava/util/TimeZone;Ljava/util/Locale;)"
        }) {
      sameCall("java/util/Calendar", "getInstance", arguments + calendar, "calendar");
    }
    constructor("java/util/Date", "currentTimeMillis");
    sameCall("java/lang/Thread", "sleep", "(J)V", "sleep");
    sameCall("java/lang/Thread", "sleep", "(JI)V", "sleep");
    sameCall("java/lang/Thread", "sleep", "(Ljava/time/Duration;)V", "sleep");
    receiver("java/util/concurrent/TimeUnit", "sleep", "(J)V", "sleep");
  }

  private void chance() {
    sameCall("java/lang/Math", "random", "()D", "random");
    sameCall("java/lang/StrictMath", "random", "()D", "random");
    sameCall("java/util/UUID", "randomUUID", "()Ljava/util/UUID;", "randomUUID");
    sameCall("java/util/Collections", "shuffle", "(Ljava/util/List;)V", "shuffle");
    constructor("java/util/Random", "seed");
    constructor("java/util/SplittableRandom", "seed");
    String generator = "Ljava/util/random/RandomGenerator;";
    String generators = "java/util/random/RandomGenerator";
    sameCall(generators, "getDefault", "()" + generator, "randomGenerator");
    sameCall(generators, "of", "(Ljava/lang/String;)" + generator, "randomGenerator");
    String secure = "Ljava/security/SecureRandom;";
    String secures = "java/security/SecureRandom";
    String text = "Ljava/lang/String;";
    sameCall(secures, "getInstanceStrong", "()" + secure, "secureRandom");
    sameCall(secures, "getInstance", "(" + text + ")" + secure, "secureRandom");
    sameCall(secures, "getInstance", "(" + text + text + ")" + secure, "secureRandom");
  }

  private void process() {
    sameCall("java/lang/System", "exit", "(I)V", "exit");
    receiver("java/lang/Runtime", "exit", "(I)V", "exit");
    receiver("java/lang/Runtime", "halt", "(I)V", "exit");
    receiver("java/lang/Runtime", "addShutdownHook", "(Ljava/lang/Thread;)V", "addShutdownHook");
    sameCall("java/lang/System", "setOut", "(Ljava/io/PrintStream;)V", "setOut");
    sameCall("java/lang/System", "setErr", "(Ljava/io/PrintStream;)V", "setErr");
    String runtime = "com/amazonaws/services/lambda/runtime/";
    sameCall(runtime + "LambdaRuntime", "getLogger", "()L" + runtime + "LambdaLogger;", "logger");
  }

  private void sdk() {
    for (String setting :
        new String[] {SDK + "core/SdkSystemSetting", SDK + "utils/SystemSetting"}) {
      exact.put(
          setting + ".getStringValue()Ljava/util/Optional;",
          (out, c) -> gate(out, "setting", "(Ljava/lang/Object;)Ljava/util/Optional;"));
      exact.put(
          setting + ".getStringValueOrThrow()Ljava/lang/String;",
          (out, c) -> gate(out, "settingOrThrow", "(Ljava/lang/Object;)Ljava/lang/String;"));
    }
  }

  /** {@code X.now()} and {@code X.now(zone)} become {@code X.now(clock)}. */
  private static @Nullable Redirect now(Instruction call) {
    Type[] arguments = Type.getArgumentTypes(call.descriptor());
    boolean zoned =
        arguments.length == 1 && arguments[0].getInternalName().equals("java/time/ZoneId");
    if (call.opcode() != Opcodes.INVOKESTATIC || (arguments.length > 0 && !zoned)) {
      return null;
    }
    String result = Type.getReturnType(call.descriptor()).getDescriptor();
    return (out, c) -> {
      gate(out, "clock", zoned ? "(Ljava/time/ZoneId;)Ljava/time/Clock;" : "()Ljava/time/Clock;");
      out.visitMethodInsn(
          Opcodes.INVOKESTATIC, c.owner(), "now", "(Ljava/time/Clock;)" + result, c.onInterface());
    };
  }

  private static @Nullable Redirect sdkCall(Instruction call) {
    String owner = call.owner();
    Type result = Type.getReturnType(call.descriptor());
    int arguments = Type.getArgumentTypes(call.descriptor()).length;
    if (owner.contains("/model/")) {
      return null;
    }
    if (owner.startsWith(SDK + "regions/providers/")) {
      return call.name().equals("getRegion") && arguments == 0
          ? (out, c) ->
              gate(out, "region", "(Ljava/lang/Object;)Lsoftware/amazon/awssdk/regions/Region;")
          : null;
    }
    if (owner.startsWith(SDK + "auth/credentials/")) {
      Redirect provided = credentialsCall(call);
      if (provided != null) {
        return provided;
      }
    }
    if (call.opcode() == Opcodes.INVOKESTATIC) {
      return arguments == 0 && makesClients(owner) ? factory(call, result) : null;
    }
    if (call.name().equals("build") && arguments == 0) {
      return (out, c) -> {
        through(out, "complete", c.owner());
        c.emit(out);
        through(out, "built", result.getInternalName());
      };
    }
    if (call.name().equals("credentialsProvider") && arguments == 1) {
      String given = Type.getArgumentTypes(call.descriptor())[0].getInternalName();
      return (out, c) -> {
        through(out, "credentials", given);
        c.emit(out);
      };
    }
    return null;
  }

  /** Asking a provider for credentials, and putting providers together. */
  private static @Nullable Redirect credentialsCall(Instruction call) {
    String credentials = "()L" + SDK + "auth/credentials/AwsCredentials;";
    if (call.name().equals("resolveCredentials") && call.descriptor().equals(credentials)) {
      return call.opcode() == Opcodes.INVOKESPECIAL
          ? null
          : (out, c) -> gate(out, "resolve", "(Ljava/lang/Object;)" + credentials.substring(2));
    }
    Type[] arguments = Type.getArgumentTypes(call.descriptor());
    boolean takesProviders =
        call.owner().contains("ProviderChain")
            && List.of("addCredentialsProvider", "credentialsProviders", "of").contains(call.name())
            && arguments.length == 1;
    return takesProviders
        ? (out, c) -> {
          through(out, "credentials", arguments[0].getInternalName());
          c.emit(out);
        }
        : null;
  }

  /** True for the interfaces whose static methods give clients and presigners. */
  private static boolean makesClients(String owner) {
    return !owner.startsWith(SDK + "http/")
        && (owner.endsWith("Client") || owner.endsWith("Presigner"));
  }

  private static @Nullable Redirect factory(Instruction call, Type result) {
    return switch (call.name()) {
      case "create" ->
          (out, c) -> {
            out.visitLdcInsn(Type.getObjectType(c.owner()));
            gate(out, "create", "(Ljava/lang/Class;)Ljava/lang/Object;");
            out.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
          };
      case "builder" ->
          (out, c) -> {
            c.emit(out);
            through(out, "begin", result.getInternalName());
          };
      case "crtBuilder", "crtCreate" ->
          (out, c) -> {
            out.visitLdcInsn(c.owner().substring(c.owner().lastIndexOf('/') + 1) + "." + c.name());
            gate(out, "refuse", "(Ljava/lang/String;)Ljava/lang/Object;");
            out.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
          };
      default -> null;
    };
  }

  private static void through(MethodVisitor out, String method, String type) {
    gate(out, method, "(Ljava/lang/Object;)Ljava/lang/Object;");
    out.visitTypeInsn(Opcodes.CHECKCAST, type);
  }

  private void sameCall(String owner, String name, String descriptor, String method) {
    exact.put(owner + "." + name + descriptor, (out, c) -> gate(out, method, descriptor));
  }

  /** The receiver becomes the first argument. */
  private void receiver(String owner, String name, String descriptor, String method) {
    String withReceiver = "(L" + owner + ";" + descriptor.substring(1);
    exact.put(owner + "." + name + descriptor, (out, c) -> gate(out, method, withReceiver));
  }

  /** The constructor without arguments becomes the one that takes a long. */
  private void constructor(String owner, String source) {
    exact.put(
        owner + ".<init>()V",
        (out, c) -> {
          gate(out, source, "()J");
          out.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "<init>", "(J)V", false);
        });
  }

  private static void gate(MethodVisitor out, String method, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, method, descriptor, false);
  }
}
