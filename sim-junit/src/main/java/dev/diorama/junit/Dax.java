package dev.diorama.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * A client of a DAX cluster: on a parameter or field of type {@code DynamoDbClient} or {@code
 * DynamoDbAsyncClient}. It speaks to the cluster in process and repeatably; AWS's own DAX client
 * needs ports ({@code Diorama.serve}), and gives the same answers.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Dax {
  /**
   * The cluster's name, or a pattern with {@code *} that fits one only. Empty where there is but
   * one.
   */
  String value() default "";
}
