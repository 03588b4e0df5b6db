package dev.diorama.whatif.spark;

import dev.diorama.whatif.workload.WorkloadReader;
import java.util.List;
import java.util.Map;

/** A small design with all that a sweep turns, and traffic for it. */
final class Notes {
  static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Notes:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
            KeySchema: [{AttributeName: pk, KeyType: HASH}]
        Cache:
          Type: AWS::DAX::Cluster
          Properties:
            {IAMRoleARN: 'arn:aws:iam::123456789012:role/x', NodeType: dax.t3.small, ReplicationFactor: 1}
        Api:
          Type: AWS::Serverless::Api
          Properties:
            StageName: v1
            CacheClusterEnabled: true
            CacheClusterSize: '0.5'
            MethodSettings:
              - {ResourcePath: '/~1notes~1{id}', HttpMethod: GET, CachingEnabled: true, CacheTtlInSeconds: 30}
        Get:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: java17
            CodeUri: s3://code/x.zip
            Handler: x.Y
            Policies:
              - Version: '2012-10-17'
                Statement: [{Effect: Allow, Action: 'dax:GetItem', Resource: !GetAtt Cache.Arn}]
            Events:
              Get:
                Type: Api
                Properties:
                  RestApiId: !Ref Api
                  Path: /notes/{id}
                  Method: GET
                  RequestParameters: [method.request.path.id: {Required: true, Caching: true}]
        Put:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: java17
            CodeUri: s3://code/x.zip
            Handler: x.Y
            Policies:
              - Version: '2012-10-17'
                Statement: [{Effect: Allow, Action: 'dax:UpdateItem', Resource: !GetAtt Cache.Arn}]
            Events:
              Put: {Type: Api, Properties: {RestApiId: !Ref Api, Path: '/notes/{id}', Method: PUT}}
      """;

  static final String WORKLOAD =
      """
      workload: notes
      seed: 7
      duration: 2m
      arrivals: {constant: 20}
      users: {count: 10}
      items:
        notes: {count: 300, popularity: {zipf: 0.9}, bytes: 900}
      requests:
        - {request: "GET /notes/{id}", weight: 9, items: notes}
        - {request: "PUT /notes/{id}", weight: 1, items: notes}
      """;

  private Notes() {}

  static Experiment experiment(String workload, String folder, double sample) {
    // Read here first, so that a mistake in it is seen here.
    WorkloadReader.read("users.yaml", workload, java.nio.file.Path.of(folder));
    return new Experiment(
        "notes.yaml",
        TEMPLATE,
        Map.of(),
        "us-east-1",
        "users.yaml",
        workload,
        folder,
        List.of(),
        sample);
  }
}
