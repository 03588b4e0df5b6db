package dev.diorama.dynamodb;

import dev.diorama.dynamodb.DynamoDbModel.KeyAttribute;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.stream.Streams;
import dev.diorama.dynamodb.stream.TableStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * Turning streams on and off.
 *
 * <p>Messages are DynamoDB Local's where no other source is named; that a stream which is on can
 * neither be turned on nor changed is documented with UpdateTable.
 */
final class DynamoDbStreamRules {
  private final Streams streams;

  DynamoDbStreamRules(Streams streams) {
    this.streams = streams;
  }

  /** The view that a specification asks for; empty when it asks for no stream. */
  static Optional<StreamViewType> checked(@Nullable StreamSpecification wanted) {
    if (wanted == null) {
      return Optional.empty();
    }
    if (wanted.streamEnabled() == null) {
      throw DynamoDbError.VALIDATION.with("Stream StreamEnabled was null");
    }
    String view = wanted.streamViewTypeAsString();
    if (!wanted.streamEnabled()) {
      if (view != null) {
        throw DynamoDbError.VALIDATION.with(
            "Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was"
                + " present.");
      }
      return Optional.empty();
    }
    if (view == null || view.isEmpty()) {
      throw DynamoDbError.VALIDATION.with(
          "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling"
              + " streams.");
    }
    if (wanted.streamViewType() == StreamViewType.UNKNOWN_TO_SDK_VERSION) {
      throw DynamoDbError.VALIDATION.with("Invalid StreamViewType: " + view);
    }
    return Optional.of(wanted.streamViewType());
  }

  /** Refuses a change that is none, before anything else is changed. */
  static void check(Table table, StreamSpecification wanted) {
    Optional<StreamViewType> view = checked(wanted);
    if (view.isPresent() && table.hasStream()) {
      throw DynamoDbError.VALIDATION.with("Table already has an enabled stream");
    }
    if (view.isEmpty() && !table.hasStream()) {
      throw DynamoDbError.VALIDATION.with("Table has no stream to disable");
    }
    if (view.isEmpty() && table.global != null) {
      // Observed, in a client's issue tracker (terraform-aws-dynamodb-table, pull request 30).
      throw DynamoDbError.VALIDATION.with(
          "One or more parameter values were invalid: Disabling Stream is not allowed for a Global"
              + " Table replica.");
    }
  }

  /** Turns the stream on or off, as has been checked. */
  void change(Table table, StreamSpecification wanted) {
    Optional<StreamViewType> view = checked(wanted);
    if (view.isPresent()) {
      enable(table, view.get());
    } else {
      end(table);
    }
  }

  void enable(Table table, StreamViewType view) {
    table.stream =
        streams.open(
            new TableStream.Source(
                table.ref.account(), table.ref.region(), table.ref.name(), schema(table)),
            view);
  }

  /** Closes the stream, if one is on. */
  void end(Table table) {
    TableStream stream = table.stream;
    if (stream != null && stream.isEnabled()) {
      stream.disable();
    }
  }

  private static List<KeySchemaElement> schema(Table table) {
    List<KeySchemaElement> schema = new ArrayList<>();
    for (KeyAttribute attribute : table.key.attributes()) {
      schema.add(
          KeySchemaElement.builder()
              .attributeName(attribute.name())
              .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    return schema;
  }
}
