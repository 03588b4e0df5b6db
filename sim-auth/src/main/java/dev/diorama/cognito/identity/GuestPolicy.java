package dev.diorama.cognito.identity;

import dev.diorama.core.json.Json;
import java.util.List;

/**
 * What guests may do at most in the enhanced flow, whatever their role allows.
 *
 * <p>AWS passes two session policies: one of its own making, listed in
 * https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html, and the managed policy
 * {@code AmazonCognitoUnAuthedIdentitiesSessionPolicy}, version 3, of
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html.
 * A session may do what any of its session policies allows, so that one policy with the actions of
 * both says the same. Documented, read in copies of 2024 and 2026; AWS adds to the lists now and
 * then.
 */
final class GuestPolicy {
  private static final List<String> OWN =
      List.of(
          "cloudwatch:*",
          "logs:*",
          "dynamodb:*",
          "kinesis:*",
          "mobileanalytics:*",
          "s3:*",
          "ses:*",
          "sns:*",
          "sqs:*",
          "lambda:*",
          "machinelearning:*",
          "execute-api:*",
          "iot:*",
          "gamelift:*",
          "cognito-identity:*",
          "cognito-idp:*",
          "lex:*",
          "polly:*",
          "comprehend:*",
          "translate:*",
          "transcribe:*",
          "rekognition:*",
          "mobiletargeting:*",
          "firehose:*",
          "appsync:*",
          "personalize:*",
          "sagemaker:InvokeEndpoint",
          "cognito-sync:*",
          "codewhisperer:*",
          "textract:DetectDocumentText",
          "textract:AnalyzeDocument",
          "sdb:*");

  /** What the managed policy adds to {@link #OWN}. */
  private static final List<String> MANAGED =
      List.of(
          "rum:PutRumEvents",
          "geo:GetMap*",
          "geo:SearchPlaceIndex*",
          "geo:GetPlace",
          "geo:CalculateRoute*",
          "geo:*Geofence",
          "geo:*Geofences",
          "geo:*DevicePosition*",
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncryptTo",
          "kms:ReEncryptFrom",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyPair",
          "kms:GenerateDataKeyPairWithoutPlaintext",
          "kms:GenerateDataKeyWithoutPlaintext");

  private GuestPolicy() {}

  /** The session policy. */
  static String document() {
    return Json.object()
        .put("Version", "2012-10-17")
        .put("Statement", new Json.Arr(List.of(statement(OWN), statement(MANAGED))))
        .build()
        .write();
  }

  private static Json statement(List<String> actions) {
    return Json.object()
        .put("Effect", "Allow")
        .put("Action", Json.strings(actions))
        .put("Resource", "*")
        .build();
  }
}
