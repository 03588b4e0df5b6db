package dev.diorama.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class, and those of classes nested in it, a simulated cloud on virtual time.
 *
 * <p>Parameters of tests and of {@code @BeforeEach} and {@code @AfterEach} methods, and fields
 * marked {@link Simulated}, may be of these types: {@code Diorama}, any synchronous or asynchronous
 * client of the AWS SDK v2, {@code SimClock}, {@code VirtualClock}, {@code Outbox}, {@code Trace},
 * {@code Metrics}, {@code Cloud}, {@code SdkHttpClient}, {@code Stack}, and {@code String} marked
 * {@link StackOutput}.
 *
 * <p>When a test fails, its seed and the tree of its hops are printed and written to {@code
 * target/diorama} (or {@code build/diorama}).
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(DioramaExtension.class)
public @interface DioramaTest {
  /**
   * The template to deploy: a resource on the class path, from the root when it begins with a slash
   * and otherwise from the test's package, or a file from the working folder. None when empty.
   */
  String template() default "";

  /** The name of its stack. */
  String stack() default "app";

  /** Values for its parameters, each as {@code Name=value}. */
  String[] parameters() default {};

  /** The seed of all chance; {@link Seed} and {@link Seeds} go before it. */
  long seed() default 1;

  /** The Region of clients and stack. */
  String region() default "us-east-1";

  /** What shares a cloud. */
  Isolation isolation() default Isolation.TEST;
}
