package dev.diorama.iam;

import dev.diorama.core.json.Json;
import java.util.List;

/**
 * A policy document, checked and compiled.
 *
 * @param version {@code 2012-10-17}, or {@code 2008-10-17}, which knows no policy variables
 */
record Policy(String version, List<Statement> statements) {
  static final String CURRENT = "2012-10-17";
  static final String OLD = "2008-10-17";

  /** A policy that says nothing. */
  static final Policy SILENT = new Policy(CURRENT, List.of());

  /** What a document hangs on, which decides what it may contain. */
  enum Kind {
    /** On a user, group or role, or managed: names no principal. */
    IDENTITY,
    /** Passed along when a session begins: as an identity policy. */
    SESSION,
    /** A role's trust policy: names principals and no resource. */
    TRUST,
    /** On a bucket, a function and so on: names principals and resources. */
    RESOURCE
  }

  Policy {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a document.
   *
   * @throws MalformedPolicy if AWS would refuse it
   */
  static Policy parse(String document, Kind kind) {
    return PolicyParser.parse(document, kind);
  }

  /** As {@link #parse(String, Kind)}, of a document that has been read as JSON before. */
  static Policy parse(Json document, Kind kind) {
    return PolicyParser.parse(document, kind);
  }
}
