package dev.diorama.lambda.sandbox;

import dev.diorama.lambda.sandbox.Redirects.Instruction;
import dev.diorama.lambda.sandbox.Redirects.Redirect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * Rewrites a class of a function so that it asks {@link Gate} where it would ask the machine.
 *
 * <p>A method reference to a redirected method is a constant, not a call: it is made to refer to a
 * private static method added to the class, which holds the call and is rewritten like any other.
 */
final class Rewriter {
  private static final int API = Opcodes.ASM9;
  private static final String SECURE_RANDOM = "java/security/SecureRandom";
  private static final String CHANCE = Redirects.GATE + "$Chance";
  private static final String BRIDGE = "diorama$";

  /**
   * The one type that is replaced everywhere: it cannot be made with a seed, and its callers call
   * it by its own name.
   */
  private static final Map<String, String> REPLACED =
      Map.of("java/util/concurrent/ThreadLocalRandom", Redirects.GATE + "$ThreadRandom");

  private final Function<String, Optional<byte[]>> ownClasses;
  private final ClassLoader application;
  private final boolean ofLibrary;
  private final Redirects redirects;
  private final Map<String, Boolean> kinds = new ConcurrentHashMap<>();

  private Rewriter(
      Function<String, Optional<byte[]>> ownClasses, ClassLoader application, boolean ofLibrary) {
    this.ownClasses = ownClasses;
    this.application = application;
    this.ofLibrary = ofLibrary;
    this.redirects = ofLibrary ? Redirects.ofLibrary(this::isA) : Redirects.ofFunction(this::isA);
  }

  /**
   * A rewriter for one function's code.
   *
   * @param ownClasses a class of the code by its internal name
   * @param application where all other classes come from
   */
  static Rewriter ofFunction(
      Function<String, Optional<byte[]>> ownClasses, ClassLoader application) {
    return new Rewriter(ownClasses, application, false);
  }

  /** A rewriter for a library that speaks over sockets of its own; otherwise as above. */
  static Rewriter ofLibrary(
      Function<String, Optional<byte[]>> ownClasses, ClassLoader application) {
    return new Rewriter(ownClasses, application, true);
  }

  byte[] rewrite(byte[] original) {
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    ClassVisitor rewriting = new Rewriting(writer);
    reader.accept(
        ofLibrary ? rewriting : new ClassRemapper(rewriting, new SimpleRemapper(API, REPLACED)), 0);
    return writer.toByteArray();
  }

  private boolean isA(String internalName, Class<?> type) {
    return kinds.computeIfAbsent(
        type.getName() + " " + internalName, key -> findWhetherIsA(internalName, type));
  }

  private boolean findWhetherIsA(String internalName, Class<?> type) {
    String name = internalName;
    for (Optional<byte[]> own = ownClasses.apply(name);
        own.isPresent();
        own = ownClasses.apply(name)) {
      name = new ClassReader(own.get()).getSuperName();
    }
    try {
      return type.isAssignableFrom(Class.forName(name.replace('/', '.'), false, application));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // A class that cannot be loaded cannot be thrown, printed or started either.
    }
  }

  /** The pass over one class. */
  private final class Rewriting extends ClassVisitor {
    private final Map<Reference, Handle> bridges = new LinkedHashMap<>();
    private String className = "";
    private String superName = "";
    private boolean isInterface;

    Rewriting(ClassVisitor next) {
      super(API, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String parent,
        String @Nullable [] interfaces) {
      this.className = name;
      this.superName = parent == null ? "" : parent;
      this.isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
      super.visit(version, access, name, signature, parent, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      boolean extendsSecureRandom = name.equals("<init>") && superName.equals(SECURE_RANDOM);
      return new RewritingMethod(next, this, extendsSecureRandom);
    }

    @Override
    public void visitEnd() {
      for (Map.Entry<Reference, Handle> bridge : bridges.entrySet()) {
        write(bridge.getKey().method(), bridge.getValue());
      }
      super.visitEnd();
    }

    /** The handle to use in the place of one to a redirected method, or the handle itself. */
    Handle bridged(Reference reference) {
      Handle handle = reference.method();
      int opcode = opcode(handle);
      if (opcode < 0 || (!leaves(opcode, handle) && !makesChance(handle))) {
        return handle;
      }
      return bridges.computeIfAbsent(
          reference,
          r ->
              new Handle(
                  Opcodes.H_INVOKESTATIC,
                  className,
                  BRIDGE + bridges.size(),
                  r.bridgeDescriptor(),
                  isInterface));
    }

    private boolean leaves(int opcode, Handle handle) {
      return redirects.find(instruction(opcode, handle)) != null;
    }

    private boolean makesChance(Handle handle) {
      return !ofLibrary
          && handle.getTag() == Opcodes.H_NEWINVOKESPECIAL
          && handle.getOwner().equals(SECURE_RANDOM);
    }

    private void write(Handle original, Handle bridge) {
      MethodVisitor out =
          new RewritingMethod(
              super.visitMethod(
                  Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                  bridge.getName(),
                  bridge.getDesc(),
                  null,
                  null),
              this,
              false);
      out.visitCode();
      if (original.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
        out.visitTypeInsn(Opcodes.NEW, original.getOwner());
        out.visitInsn(Opcodes.DUP);
      }
      int local = 0;
      for (Type argument : Type.getArgumentTypes(bridge.getDesc())) {
        out.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
        local += argument.getSize();
      }
      Instruction call = instruction(opcode(original), original);
      out.visitMethodInsn(
          call.opcode(), call.owner(), call.name(), call.descriptor(), call.onInterface());
      out.visitInsn(Type.getReturnType(bridge.getDesc()).getOpcode(Opcodes.IRETURN));
      out.visitMaxs(0, 0);
      out.visitEnd();
    }
  }

  private static int opcode(Handle handle) {
    return switch (handle.getTag()) {
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
      case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      default -> -1;
    };
  }

  private static Instruction instruction(int opcode, Handle handle) {
    return new Instruction(
        opcode, handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
  }

  /**
   * A method reference.
   *
   * @param method the method
   * @param receiver the type of the object it is bound to, by internal name; empty when it is bound
   *     to none. The compiler may name the method by a supertype, but a static method must take
   *     exactly what is bound
   */
  private record Reference(Handle method, String receiver) {
    String bridgeDescriptor() {
      String descriptor = method.getDesc();
      String owner = "L" + (receiver.isEmpty() ? method.getOwner() : receiver) + ";";
      return switch (method.getTag()) {
        case Opcodes.H_INVOKESTATIC -> descriptor;
        case Opcodes.H_NEWINVOKESPECIAL -> descriptor.substring(0, descriptor.length() - 1) + owner;
        default -> "(" + owner + descriptor.substring(1);
      };
    }

    static Reference of(Handle method, String callSite) {
      Type[] bound = Type.getArgumentTypes(callSite);
      boolean instance =
          method.getTag() == Opcodes.H_INVOKEVIRTUAL
              || method.getTag() == Opcodes.H_INVOKEINTERFACE;
      return new Reference(method, instance && bound.length > 0 ? bound[0].getInternalName() : "");
    }
  }

  /** The pass over one method. */
  private final class RewritingMethod extends MethodVisitor {
    private final Rewriting in;
    private final boolean callsSecureRandomAsSuper;

    /** What has been allocated and not yet been constructed, innermost last. */
    private final Deque<String> unmade = new ArrayDeque<>();

    RewritingMethod(MethodVisitor next, Rewriting in, boolean callsSecureRandomAsSuper) {
      super(API, next);
      this.in = in;
      this.callsSecureRandomAsSuper = callsSecureRandomAsSuper;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.NEW) {
        unmade.push(type);
      }
      boolean chance =
          opcode == Opcodes.NEW
              && !ofLibrary
              && type.equals(SECURE_RANDOM)
              && !callsSecureRandomAsSuper;
      super.visitTypeInsn(opcode, chance ? CHANCE : type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.GETSTATIC
          && !ofLibrary
          && owner.equals("java/lang/System")
          && descriptor.equals("Ljava/io/PrintStream;")) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Redirects.GATE, name, "()" + descriptor, false);
      } else {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean onInterface) {
      boolean constructs = opcode == Opcodes.INVOKESPECIAL && name.equals("<init>");
      // Otherwise a constructor calls another one, of its own class or of its parent's.
      boolean makes = constructs && owner.equals(unmade.peek());
      if (makes) {
        unmade.pop();
      }
      if (constructs && !ofLibrary && owner.equals(SECURE_RANDOM) && !callsSecureRandomAsSuper) {
        super.visitMethodInsn(opcode, CHANCE, name, descriptor, false);
        return;
      }
      Instruction call = new Instruction(opcode, owner, name, descriptor, onInterface);
      Redirect redirect = redirects.find(call);
      if (redirect == null || (constructs && !makes && redirects.needsNew(call))) {
        super.visitMethodInsn(opcode, owner, name, descriptor, onInterface);
      } else {
        redirect.emit(mv, call);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      Object[] bridged = arguments.clone();
      for (int i = 0; i < bridged.length; i++) {
        if (bridged[i] instanceof Handle handle) {
          bridged[i] = in.bridged(Reference.of(handle, descriptor));
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, bridged);
    }
  }
}
