package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A policy and what explanations call it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Attached {
  private final String id;
  private final String name;
  private final Policy policy;
  private final Proof[] allows;
  private final Proof[] denies;

  /**
   * @param name such as {@code inline policy 'files' of role todo-user}
   */
  public Attached(String name, Policy policy) {
    this(name, name, policy);
  }

  /**
   * @param id what the simulator's answers call it
   */
  Attached(String id, String name, Policy policy) {
    this.id = id;
    this.name = name;
    this.policy = policy;
    List<Proof> allowing = new ArrayList<>();
    List<Proof> denying = new ArrayList<>();
    for (Statement statement : policy.statements()) {
      (statement.allow() ? allowing : denying).add(new Proof(this, statement));
    }
    this.allows = allowing.toArray(new Proof[0]);
    this.denies = denying.toArray(new Proof[0]);
  }

  /** What explanations call it. */
  public String name() {
    return name;
  }

  String id() {
    return id;
  }

  /** The policy. */
  public Policy policy() {
    return policy;
  }

  Proof[] allows() {
    return allows;
  }

  Proof[] denies() {
    return denies;
  }

  @Override
  public String toString() {
    return name;
  }
}
