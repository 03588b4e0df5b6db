package dev.diorama.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * Temporary credentials and whom they stand for.
 *
 * @param kind what was asked for
 * @param account the account acted in
 * @param arn the session's ARN; a user's own ARN for {@link Kind#USER}
 * @param userId what {@code aws:userid} shows
 * @param entityArn the role's ARN, or the ARN of the user or root who asked
 * @param entityId the role's id, so that a later role of that name is not taken for it; else empty
 * @param policies session policies, which narrow what the entity's own allow
 * @param tags session tags
 * @param transitive keys of the tags that go on to sessions begun by this one
 * @param context further condition keys, such as those of a web identity
 * @since 0.1
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public record Session(
    String accessKeyId,
    String secret,
    String token,
    Kind kind,
    String account,
    String arn,
    String userId,
    String entityArn,
    String entityId,
    List<SessionPolicy> policies,
    NavigableMap<String, String> tags,
    Set<String> transitive,
    Map<String, List<String>> context,
    Instant issued,
    Instant expires) {

  /** How a session began. */
  public enum Kind {
    /** AssumeRole and its kin. */
    ROLE,
    /** GetSessionToken by a user. */
    USER,
    /** GetSessionToken by an account's root. */
    ROOT,
    /** GetFederationToken. */
    FEDERATED
  }

  /**
   * One session policy.
   *
   * @param name what explanations call it
   * @param document its text, checked
   */
  public record SessionPolicy(String name, String document) {}

  public Session {
    policies = List.copyOf(policies);
    tags = Collections.unmodifiableNavigableMap(new TreeMap<>(tags));
    transitive = Collections.unmodifiableSet(new java.util.TreeSet<>(transitive));
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
