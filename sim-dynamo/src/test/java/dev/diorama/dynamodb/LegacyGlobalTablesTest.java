package dev.diorama.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.wire.AwsException;
import org.junit.jupiter.api.Test;
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

class LegacyGlobalTablesTest extends DynamoFixture {
  private void unknown(AwsException e) {
    assertThat(e.code()).isEqualTo("GlobalTableNotFoundException");
    assertThat(e.status()).isEqualTo(400);
    assertThat(e.message()).isEqualTo("Global table with name 'Todos' does not exist.");
  }

  @Test
  void version2017_hasNoTablesAndGetsNone() {
    assertThat(
            send(ListGlobalTablesRequest.builder().build(), ListGlobalTablesResponse.class)
                .globalTables())
        .isEmpty();
    AwsException create =
        refused(
            CreateGlobalTableRequest.builder()
                .globalTableName("Todos")
                .replicationGroup(r -> r.regionName("us-west-2"))
                .build(),
            CreateGlobalTableResponse.class);
    assertThat(create.code()).isEqualTo("ValidationException");
    assertThat(create.status()).isEqualTo(400);
    assertThat(create.message()).contains("version 2017.11.29 is not supported");
    unknown(
        refused(
            DescribeGlobalTableRequest.builder().globalTableName("Todos").build(),
            DescribeGlobalTableResponse.class));
    unknown(
        refused(
            UpdateGlobalTableRequest.builder()
                .globalTableName("Todos")
                .replicaUpdates(r -> r.create(c -> c.regionName("us-west-2")))
                .build(),
            UpdateGlobalTableResponse.class));
    unknown(
        refused(
            DescribeGlobalTableSettingsRequest.builder().globalTableName("Todos").build(),
            DescribeGlobalTableSettingsResponse.class));
    unknown(
        refused(
            UpdateGlobalTableSettingsRequest.builder().globalTableName("Todos").build(),
            UpdateGlobalTableSettingsResponse.class));
  }
}
