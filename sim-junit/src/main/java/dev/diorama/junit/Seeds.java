package dev.diorama.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run with each of many seeds, in place of {@code @Test}. It needs {@link
 * DioramaTest} with a cloud for each test.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(SeededInvocations.class)
public @interface Seeds {
  /** How many seeds, at least 1: from {@link #from()} on. */
  int value();

  /** The first seed. */
  long from() default 1;
}
