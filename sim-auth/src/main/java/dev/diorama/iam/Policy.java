package dev.diorama.iam;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A policy document, checked and compiled.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Policy {
  static final String CURRENT = "2012-10-17";
  static final String OLD = "2008-10-17";

  /** A policy that says nothing. */
  static final Policy SILENT = new Policy(CURRENT, List.of(), "{}");

  /** What a document hangs on, which decides what it may contain. */
  public enum Kind {
    /** On a user, group or role, or managed: names no principal. */
    IDENTITY,
    /** Passed along when a session begins: as an identity policy. */
    SESSION,
    /** A role's trust policy: names principals and no resource. */
    TRUST,
    /** On a bucket, a function and so on: names principals and resources. */
    RESOURCE,
    /** Of an organization, for the principals of its accounts: names no principal. */
    SERVICE_CONTROL,
    /** Of an organization, for the resources of its accounts: denies, to every principal. */
    RESOURCE_CONTROL
  }

  private final String version;
  private final List<Statement> statements;
  private final String document;

  /**
   * @param version {@code 2012-10-17}, or {@code 2008-10-17}, which knows no policy variables
   * @param document its text
   */
  Policy(String version, List<Statement> statements, String document) {
    this.version = version;
    this.document = document;
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a document.
   *
   * @throws MalformedPolicy if AWS would refuse it
   */
  public static Policy parse(String document, Kind kind) {
    return PolicyParser.parse(document, kind);
  }

  /** As {@link #parse(String, Kind)}, of a document that has been read as JSON before. */
  static Policy parse(Json document, Kind kind) {
    return PolicyParser.parse(document, kind);
  }

  /** Its version. */
  public String version() {
    return version;
  }

  /** Its text. */
  public String document() {
    return document;
  }

  List<Statement> statements() {
    return statements;
  }

  /** The condition keys its statements ask for, each once, as first written. */
  List<String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Statement statement : statements) {
      for (String key : statement.keys()) {
        keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
      }
    }
    return List.copyOf(keys.values());
  }
}
