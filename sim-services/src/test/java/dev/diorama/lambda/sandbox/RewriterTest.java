package dev.diorama.lambda.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.lambda.handlers.Lister;
import dev.diorama.lambda.handlers.Probe;
import dev.diorama.lambda.handlers.Work;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Nothing of the machine is left in a rewritten class. */
class RewriterTest {
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile(
          "java/lang/System\\.(getenv|exit|nanoTime|currentTimeMillis|out|err)\\b.*"
              + "|java/time/.*\\.now\\((Ljava/time/ZoneId;)?\\).*"
              + "|java/time/Clock\\.(system|tickS).*"
              + "|java/lang/Thread\\.sleep.*|.*TimeUnit\\.sleep.*"
              + "|java/util/UUID\\.randomUUID.*|java/lang/Math\\.random.*"
              + "|java/util/(Random|Date)\\.<init>\\(\\)V|.*ThreadLocalRandom.*"
              + "|.*(Client|Presigner)\\.create\\(\\).*");

  private final Rewriter rewriter =
      Rewriter.ofFunction(name -> Optional.empty(), RewriterTest.class.getClassLoader());

  private static byte[] read(Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  /** Every method and field that the class's code names, in a call or by reference. */
  private static Set<String> named(byte[] bytes) {
    Names names = new Names();
    new ClassReader(bytes).accept(names, 0);
    return names.found;
  }

  private static final class Names extends ClassVisitor {
    private final Set<String> found = new TreeSet<>();

    Names() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean onInterface) {
          found.add(owner + "." + method + type);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          found.add(owner + "." + field);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              found.add(handle.getOwner() + "." + handle.getName() + handle.getDesc());
            }
          }
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Probe.class, Work.class, Lister.class})
  void rewrite_aHandler_leavesNothingOfTheMachine(Class<?> handler) throws IOException {
    assertThat(named(read(handler))).anyMatch(OF_THE_MACHINE.asMatchPredicate());

    assertThat(named(rewriter.rewrite(read(handler))))
        .isNotEmpty()
        .noneMatch(OF_THE_MACHINE.asMatchPredicate());
  }

  @Test
  void rewrite_aClassOfJava25_readsIt() throws IOException {
    byte[] newest = read(Probe.class);
    newest[7] = 69;

    byte[] rewritten = rewriter.rewrite(newest);

    assertThat(rewritten[7]).isEqualTo((byte) 69);
    assertThat(named(rewritten)).isEqualTo(named(rewriter.rewrite(read(Probe.class))));
  }
}
