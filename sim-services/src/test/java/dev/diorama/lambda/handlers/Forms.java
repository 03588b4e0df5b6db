package dev.diorama.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Handlers of every form, well and badly made. */
public class Forms {
  /** An event of the function's own. */
  public static class Order {
    private String item = "";
    private int count;

    public String getItem() {
      return item;
    }

    public void setItem(String item) {
      this.item = item;
    }

    public int getCount() {
      return count;
    }

    public void setCount(int count) {
      this.count = count;
    }
  }

  public String order(Order order, Context context) {
    return order.getCount() + " x " + order.getItem() + " for " + context.getFunctionName();
  }

  public String order(Order order) {
    return "the shorter overload";
  }

  public Order twice(Order order) {
    order.setCount(2 * order.getCount());
    return order;
  }

  public static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  public int next(Integer number) {
    return number + 1;
  }

  public String noEvent() {
    return "no event";
  }

  public String onlyContext(Context context) {
    return context.getFunctionName();
  }

  public void nothing(String event) {
    // Answers null.
  }

  public void streams(InputStream in, OutputStream out) throws IOException {
    out.write(("\"" + in.readAllBytes().length + "\"").getBytes(StandardCharsets.UTF_8));
  }

  public void onlyInput(InputStream in, Context context) throws IOException {
    in.readAllBytes();
  }

  public void tooMany(String one, String two, String three) {
    throw new IllegalStateException();
  }

  void hidden(String event) {
    throw new IllegalStateException();
  }

  public void fails(String event) {
    throw new IllegalArgumentException(event);
  }

  /** Streams. */
  public static class Echo implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
        throws IOException {
      in.transferTo(out);
    }
  }

  /** What API Gateway sends, and wants. */
  public static class Proxy
      implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
    @Override
    public APIGatewayProxyResponseEvent handleRequest(
        APIGatewayProxyRequestEvent event, Context context) {
      return new APIGatewayProxyResponseEvent()
          .withStatusCode(200)
          .withBody(event.getHttpMethod() + " " + event.getPathParameters().get("id"));
    }
  }

  /** One of the events that AWS's serialisers know by name. */
  public static class Queue implements RequestHandler<SQSEvent, String> {
    @Override
    public String handleRequest(SQSEvent event, Context context) {
      return event.getRecords().get(0).getBody() + event.getRecords().get(0).getEventSourceArn();
    }
  }

  /** Takes its types from a superclass. */
  public abstract static class Base<I> implements RequestHandler<List<I>, Map<String, Integer>> {
    @Override
    public Map<String, Integer> handleRequest(List<I> event, Context context) {
      return Map.of("size", event.size());
    }
  }

  /** With concrete types. */
  public static class Derived extends Base<String> {}

  /** Not public itself, as a base class often is. */
  abstract static class Inherited implements RequestHandler<Order, String> {
    @Override
    public String handleRequest(Order order, Context context) {
      return order.getItem();
    }
  }

  /** Named with its method, which the compiler bridges. */
  public static class Bridged extends Inherited {}

  /** Without types. */
  @SuppressWarnings("rawtypes")
  public static class Raw implements RequestHandler {
    @Override
    public Object handleRequest(Object event, Context context) {
      return event;
    }
  }

  /** With types that nobody gave. */
  public static class Unbounded<T> implements RequestHandler<T, T> {
    @Override
    public T handleRequest(T event, Context context) {
      return event;
    }
  }

  /** Without a constructor that may be called. */
  public static class Closed implements RequestHandler<String, String> {
    private final String word;

    Closed(String word) {
      this.word = word;
    }

    @Override
    public String handleRequest(String event, Context context) {
      return word;
    }
  }

  /** Needs an outer object. */
  @SuppressWarnings("ClassCanBeStatic") // It must not be.
  public class Inner implements RequestHandler<String, String> {
    @Override
    public String handleRequest(String event, Context context) {
      return event;
    }
  }

  /** No handler at all. */
  public static class Plain {}

  /** Fails whenever it is made. */
  public static class BadConstructor implements RequestHandler<String, String> {
    public BadConstructor() {
      System.out.println("constructor runs");
      throw new IllegalStateException("TABLE is missing");
    }

    @Override
    public String handleRequest(String event, Context context) {
      return event;
    }
  }

  /** Fails when it is loaded. */
  public static class BadInitialiser implements RequestHandler<String, String> {
    private static final int NUMBER = Integer.parseInt("one");

    @Override
    public String handleRequest(String event, Context context) {
      return event + NUMBER;
    }
  }

  /** Leaves while it is loaded. */
  public static class ExitingConstructor implements RequestHandler<String, String> {
    public ExitingConstructor() {
      System.exit(7);
    }

    @Override
    public String handleRequest(String event, Context context) {
      return event;
    }
  }

  /** Takes its time while it is loaded, as its environment says. */
  public static class SlowConstructor implements RequestHandler<String, String> {
    public SlowConstructor() throws InterruptedException {
      System.out.println("constructor runs");
      Thread.sleep(Long.parseLong(System.getenv("SLOW")));
    }

    @Override
    public String handleRequest(String event, Context context) {
      return event;
    }
  }
}
