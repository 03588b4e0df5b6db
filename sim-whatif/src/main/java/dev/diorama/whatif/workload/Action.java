package dev.diorama.whatif.workload;

import dev.diorama.core.random.Latency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * One thing that users do.
 *
 * @param request method and path as the design has them, such as {@code GET /todos/{id}}; for
 *     objects of a bucket a path as viewers see it, such as {@code GET /thumbnails/*}
 * @param weight how often, in any scale
 * @param items what it is about; empty for nothing
 * @param does what is done; empty when the function's role says it
 * @param index the index of the table by which a listing reads; empty for the table itself
 * @param consistent the share of reads that ask for strong consistency, 0 to 1
 * @param cacheSeconds what the answer's Cache-Control says; empty when it says nothing
 * @param work what the function takes besides its calls; empty for what Lambda's model says
 * @param mails how many mails are sent because of it, 0 or more
 * @param invokes logical ids of functions that are invoked because of it, asynchronously
 * @param line of the file, from 1; 0 when not read from one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Action(
    String request,
    double weight,
    String items,
    Optional<Does> does,
    String index,
    double consistent,
    OptionalLong cacheSeconds,
    Optional<Latency> work,
    double mails,
    List<String> invokes,
    int line) {

  /** What is done with items. */
  public enum Does {
    /** Reads one: GetItem. */
    GET,
    /** Reads a collection: Query. */
    LIST,
    /** Makes a new one: PutItem. */
    CREATE,
    /** Puts another in place of one: PutItem. */
    REPLACE,
    /** Changes one: UpdateItem. */
    UPDATE,
    /** Deletes the oldest: DeleteItem. */
    DELETE,
    /** Fetches an object of a bucket. */
    FETCH,
    /** Puts a new object into a bucket. */
    UPLOAD,
    /** Nothing with items. */
    NOTHING;

    /** Whether it changes items. */
    public boolean writes() {
      return this == CREATE
          || this == REPLACE
          || this == UPDATE
          || this == DELETE
          || this == UPLOAD;
    }
  }

  public Action {
    invokes = List.copyOf(invokes);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a weight is 0 or more, not " + weight);
    }
    if (!(consistent >= 0 && consistent <= 1)) {
      throw new IllegalArgumentException("a share is 0 to 1, not " + consistent);
    }
    if (!(mails >= 0 && mails < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("mails are 0 or more, not " + mails);
    }
    if (cacheSeconds.isPresent() && cacheSeconds.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "an answer is cached for 0 s or more, not " + cacheSeconds.getAsLong());
    }
    if (!request.matches("[A-Z]+ /\\S*")) {
      throw new IllegalArgumentException(
          "a request is a method and a path, such as GET /todos, not \"" + request + "\"");
    }
  }

  /** A request for items, so often. */
  public static Action of(String request, double weight, String items) {
    return new Action(
        request,
        weight,
        items,
        Optional.empty(),
        "",
        0,
        OptionalLong.empty(),
        Optional.empty(),
        0,
        List.of(),
        0);
  }

  /** Such as {@code GET}. */
  public String method() {
    return request.substring(0, request.indexOf(' '));
  }

  /** Such as {@code /todos/{id}}. */
  public String path() {
    return request.substring(request.indexOf(' ') + 1);
  }

  /** The same, done so often. */
  public Action withWeight(double other) {
    return new Action(
        request, other, items, does, index, consistent, cacheSeconds, work, mails, invokes, line);
  }

  /** The same, doing that. */
  public Action doing(Does what) {
    return new Action(
        request,
        weight,
        items,
        Optional.of(what),
        index,
        consistent,
        cacheSeconds,
        work,
        mails,
        invokes,
        line);
  }

  /** The same, listing by an index. */
  public Action through(String name) {
    return new Action(
        request,
        weight,
        items,
        Optional.of(Does.LIST),
        name,
        consistent,
        cacheSeconds,
        work,
        mails,
        invokes,
        line);
  }

  /** The same, with a share of strongly consistent reads. */
  public Action withConsistent(double share) {
    return new Action(
        request, weight, items, does, index, share, cacheSeconds, work, mails, invokes, line);
  }

  /** The same, whose answers may be cached for so long. */
  public Action withCacheSeconds(long seconds) {
    return new Action(
        request,
        weight,
        items,
        does,
        index,
        consistent,
        OptionalLong.of(seconds),
        work,
        mails,
        invokes,
        line);
  }

  /** The same, whose function takes so long besides its calls. */
  public Action withWork(Latency other) {
    return new Action(
        request,
        weight,
        items,
        does,
        index,
        consistent,
        cacheSeconds,
        Optional.of(other),
        mails,
        invokes,
        line);
  }
}
