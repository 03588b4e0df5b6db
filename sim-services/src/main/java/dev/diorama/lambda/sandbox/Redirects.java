package dev.diorama.lambda.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Which calls of function code go to {@link Gate}, and what is written in their place. */
final class Redirects {
  static final String GATE = "dev/diorama/lambda/sandbox/Gate";
  private static final String SDK = "software/amazon/awssdk/";

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

  private final Map<String, Redirect> exact = new LinkedHashMap<>();
  private final Predicate<String> isThrowable;

  /**
   * The table.
   *
   * @param isThrowable whether a class, by internal name, extends Throwable
   */
  Redirects(Predicate<String> isThrowable) {
    this.isThrowable = isThrowable;
    environment();
    time();
    chance();
    process();
    sdk();
  }

  /** What stands in for a call; null when it stays as it is. */
  @Nullable Redirect find(Instruction call) {
    Redirect found = exact.get(call.key());
    if (found != null) {
      return found;
    }
    if (call.owner().startsWith("java/time/") && call.name().equals("now")) {
      return now(call);
    }
    if (call.name().equals("printStackTrace") && call.opcode() == Opcodes.INVOKEVIRTUAL) {
      return call.descriptor().equals("()V") && isThrowable.test(call.owner())
          ? (out, c) -> gate(out, "printStackTrace", "(Ljava/lang/Object;)V")
          : null;
    }
    return call.owner().startsWith(SDK) ? sdkCall(call) : null;
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
