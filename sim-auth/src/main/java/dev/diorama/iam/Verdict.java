package dev.diorama.iam;

import dev.diorama.core.router.Decision;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The decision on one request and its proof. Words are found only when they are asked for.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Verdict {
  /** The sorts of policy, as AWS's messages call them; documented: troubleshoot_access-denied. */
  enum Sort {
    RESOURCE_CONTROL("resource control policy", "a"),
    SERVICE_CONTROL("service control policy", "a"),
    TRUST("role trust policy", "the"),
    RESOURCE("resource-based policy", "a"),
    IDENTITY("identity-based policy", "an"),
    BOUNDARY("permissions boundary", "a"),
    SESSION("session policy", "a");

    private final String words;
    private final String article;

    Sort(String words, String article) {
      this.words = words;
      this.article = article;
    }

    String words() {
      return words;
    }
  }

  private final Question question;
  private final boolean allowed;

  /** The sort of policy that denied or failed to allow; null when allowed. */
  private final @Nullable Sort sort;

  /** The statement that allowed or denied; null for a root's right and implicit denies. */
  private final @Nullable Proof first;

  /** The resource's statement, where two had to allow. */
  private final @Nullable Proof second;

  /** The policies of which none allowed; empty otherwise. */
  private final List<Attached> silent;

  private Verdict(
      Question question,
      boolean allowed,
      @Nullable Sort sort,
      @Nullable Proof first,
      @Nullable Proof second,
      List<Attached> silent) {
    this.question = question;
    this.allowed = allowed;
    this.sort = sort;
    this.first = first;
    this.second = second;
    this.silent = silent;
  }

  static Verdict allowed(Question question, @Nullable Proof first, @Nullable Proof second) {
    return new Verdict(question, true, null, first, second, List.of());
  }

  static Verdict denied(Question question, Sort sort, Proof by) {
    return new Verdict(question, false, sort, by, null, List.of());
  }

  static Verdict notAllowed(Question question, Sort sort, List<Attached> silent) {
    return new Verdict(question, false, sort, null, null, silent);
  }

  /** Whether the request may go on. */
  public boolean allowed() {
    return allowed;
  }

  /** Whether a statement denied it, rather than none allowed it. */
  public boolean explicitDeny() {
    return !allowed && first != null;
  }

  /** Which sort of policy decided against it; null when it was allowed. */
  @Nullable Sort sort() {
    return sort;
  }

  /**
   * The statements that allowed it, two where two policies had to; or the one that denied it. None
   * for what a root may do, and where none allowed.
   */
  public List<Proof> proof() {
    List<Proof> proof = new ArrayList<>(2);
    if (first != null) {
      proof.add(first);
    }
    if (second != null) {
      proof.add(second);
    }
    return List.copyOf(proof);
  }

  /** Which statement of which policy decided, or which came nearest, in words for people. */
  public String explanation() {
    if (sort == null) {
      if (first == null) {
        return "allowed as the account's root";
      }
      return "allowed by " + first + (second == null ? "" : " and by " + second);
    }
    if (first != null) {
      return "denied by " + first;
    }
    return "no "
        + sort.words
        + " allows "
        + question.action()
        + " on "
        + question.resource()
        + nearest();
  }

  /** The words that AWS's own message ends with; empty when allowed. */
  public String reason() {
    if (sort == null) {
      return "";
    }
    return first != null
        ? "with an explicit deny in " + sort.article + " " + sort.words
        : "because no " + sort.words + " allows the " + question.action() + " action";
  }

  /** The statement that allows the action and comes nearest, and what is amiss. */
  private String nearest() {
    Statement.Fit nearestFit = Statement.Fit.NOT_THE_ACTION;
    Proof nearest = null;
    for (Attached attached : silent) {
      for (Proof proof : attached.allows()) {
        Statement.Fit fit = proof.statement().fit(question);
        if (fit.compareTo(nearestFit) > 0) {
          nearestFit = fit;
          nearest = proof;
        }
      }
    }
    return nearest == null
        ? ""
        : ": nearest: " + nearest.policy() + ": " + nearest.statement().describeMiss(question);
  }

  Decision decision() {
    return new Decision(allowed, explicitDeny(), explanation(), reason());
  }

  @Override
  public String toString() {
    return explanation();
  }
}
