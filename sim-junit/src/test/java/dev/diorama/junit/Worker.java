package dev.diorama.junit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A function that keeps a file for a moment, then writes an item. */
public final class Worker implements RequestHandler<String, String> {
  private final DynamoDbClient tables = DynamoDbClient.create();

  /** Made by Lambda. */
  public Worker() {}

  @Override
  public String handleRequest(String id, Context context) {
    try {
      Path file = Files.createTempFile("worker", ".txt");
      Files.writeString(file, id);
      Files.delete(file);
    } catch (IOException e) {
      return e.getMessage();
    }
    tables.putItem(
        put ->
            put.tableName(System.getenv("TABLE_NAME"))
                .item(Map.of("id", AttributeValue.fromS(id))));
    return "done";
  }
}
