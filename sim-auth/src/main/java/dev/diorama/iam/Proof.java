package dev.diorama.iam;

import org.apiguardian.api.API;

/**
 * The statement that decides, and where it stands.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Proof {
  private final Attached attached;
  private final Statement statement;

  Proof(Attached attached, Statement statement) {
    this.attached = attached;
    this.statement = statement;
  }

  /** What the policy is called. */
  public String policy() {
    return attached.name();
  }

  /** The statement's place in its policy, from 1. */
  public int number() {
    return statement.number();
  }

  Attached attached() {
    return attached;
  }

  Statement statement() {
    return statement;
  }

  /** The statement by its Sid or number, and its policy. */
  @Override
  public String toString() {
    return statement.label() + " of " + attached.name();
  }
}
