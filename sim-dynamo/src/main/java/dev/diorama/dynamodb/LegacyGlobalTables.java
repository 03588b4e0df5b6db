package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsResponse;

/**
 * The API of global tables of version 2017.11.29, which AWS lets nobody use anew: there are none of
 * them. What it says is observed, by ScyllaDB's {@code test_global_tables.py}, which is run against
 * AWS.
 */
final class LegacyGlobalTables {
  CreateGlobalTableResponse create(Call call, CreateGlobalTableRequest request) {
    throw DynamoDbError.VALIDATION.with(
        "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB"
            + " global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).");
  }

  DescribeGlobalTableResponse describe(Call call, DescribeGlobalTableRequest request) {
    throw unknown(request.globalTableName());
  }

  UpdateGlobalTableResponse update(Call call, UpdateGlobalTableRequest request) {
    throw unknown(request.globalTableName());
  }

  DescribeGlobalTableSettingsResponse describeSettings(
      Call call, DescribeGlobalTableSettingsRequest request) {
    throw unknown(request.globalTableName());
  }

  UpdateGlobalTableSettingsResponse updateSettings(
      Call call, UpdateGlobalTableSettingsRequest request) {
    throw unknown(request.globalTableName());
  }

  ListGlobalTablesResponse list(Call call, ListGlobalTablesRequest request) {
    return ListGlobalTablesResponse.builder().globalTables(List.of()).build();
  }

  private static AwsException unknown(@Nullable String name) {
    return DynamoDbError.GLOBAL_TABLE_NOT_FOUND.with(
        "Global table with name '" + name + "' does not exist.");
  }
}
