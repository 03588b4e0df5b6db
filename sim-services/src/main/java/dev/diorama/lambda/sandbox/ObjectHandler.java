package dev.diorama.lambda.sandbox;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.GsonFactory;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A handler of objects: AWS's own serialisers make the event and write the answer. */
final class ObjectHandler implements Handler {
  /** The function's own code. */
  @FunctionalInterface
  interface Call {
    @Nullable Object on(@Nullable Object event, Context context) throws Throwable;
  }

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final Call call;
  private final @Nullable Type event;
  private final @Nullable Type answer;
  private final ClassLoader loader;
  private @Nullable PojoSerializer<@Nullable Object> eventSerializer;
  private @Nullable PojoSerializer<@Nullable Object> answerSerializer;

  /**
   * A handler.
   *
   * @param event the type of its event; null when it takes none
   * @param answer the type of its answer, possibly void
   */
  ObjectHandler(Call call, @Nullable Type event, Type answer, ClassLoader loader) {
    this.call = call;
    this.event = event;
    this.answer = answer.equals(void.class) || answer.equals(Void.class) ? null : answer;
    this.loader = loader;
  }

  @Override
  public void handle(InputStream in, OutputStream out, Context context) throws Throwable {
    boolean mobile = isMobile(context);
    Object given = null;
    if (event != null) {
      try {
        given = (mobile ? serializer(event, true) : forEvent(event)).fromJson(in);
      } catch (RuntimeException e) {
        throw new RuntimeException("An error occurred during JSON parsing", e);
      }
    }
    Object result = call.on(given, context);
    if (answer == null) {
      out.write(NULL);
      return;
    }
    try {
      (mobile ? serializer(answer, true) : forAnswer(answer)).toJson(result, out);
    } catch (RuntimeException e) {
      throw new RuntimeException("An error occurred during JSON serialization of response", e);
    }
  }

  private PojoSerializer<@Nullable Object> forEvent(Type type) {
    PojoSerializer<@Nullable Object> made = eventSerializer;
    if (made == null) {
      made = serializer(type, false);
      eventSerializer = made;
    }
    return made;
  }

  private PojoSerializer<@Nullable Object> forAnswer(Type type) {
    PojoSerializer<@Nullable Object> made = answerSerializer;
    if (made == null) {
      made = serializer(type, false);
      answerSerializer = made;
    }
    return made;
  }

  @SuppressWarnings("unchecked") // The serialiser is made for the type of what it is given.
  private PojoSerializer<@Nullable Object> serializer(Type type, boolean mobile) {
    if (type instanceof Class<?> plain
        && LambdaEventSerializers.isLambdaSupportedEvent(plain.getName())) {
      return (PojoSerializer<@Nullable Object>) LambdaEventSerializers.serializerFor(plain, loader);
    }
    return mobile
        ? GsonFactory.getInstance().getSerializer(type)
        : JacksonFactory.getInstance().getSerializer(type);
  }

  /** The mobile SDKs' events are read by other rules, observed as above. */
  private static boolean isMobile(Context context) {
    ClientContext client = context.getClientContext();
    Map<String, String> environment = client == null ? null : client.getEnvironment();
    String platform = environment == null ? null : environment.get("platform");
    return "Android".equalsIgnoreCase(platform) || "iPhoneOS".equalsIgnoreCase(platform);
  }
}
