package dev.diorama.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * What goes wrong in a test, or in every test of a class: those of the class first, then the
 * test's. They begin when the template stands, and their times count from then.
 *
 * <pre>{@code
 * @Faults("{fault: throttle, service: dynamodb, operation: PutItem, chance: 1/2}")
 * }</pre>
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Faults {
  /**
   * Each a fault in YAML, or the name of a file of them that ends in {@code .yaml} or {@code .yml}:
   * a resource on the class path, or a file from the working folder. See {@code docs/faults.md}.
   */
  String[] value();
}
