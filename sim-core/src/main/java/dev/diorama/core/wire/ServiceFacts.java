package dev.diorama.core.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The little that differs between services of one protocol and that the SDK's classes do not say.
 *
 * <p>A new service needs an entry only where it differs from the rest of its protocol.
 *
 * @param catalogue the service
 */
record ServiceFacts(Catalogue catalogue) {
  /**
   * Errors of Lambda whose message is called {@code message}; the others call it {@code Message}.
   * Documented in the service model that AWS publishes with its SDKs.
   */
  private static final Set<String> LAMBDA_LOWER_CASE =
      Set.of(
          "CapacityProviderLimitExceededException",
          "CodeStorageExceededException",
          "InvalidParameterValueException",
          "InvalidRequestContentException",
          "PolicyLengthExceededException",
          "PreconditionFailedException",
          "ProvisionedConcurrencyConfigNotFoundException",
          "RequestTooLargeException",
          "ResourceConflictException",
          "ResourceNotReadyException",
          "SerializedRequestEntityTooLargeException",
          "TooManyRequestsException",
          "UnsupportedMediaTypeException");

  /** Errors of DynamoDB that call it {@code Message}; documented as above. */
  private static final Set<String> DYNAMODB_UPPER_CASE =
      Set.of(
          "IdempotentParameterMismatchException",
          "TransactionCanceledException",
          "TransactionInProgressException");

  /** Errors that the common front of AWS's JSON services words so; observed in several of them. */
  private static final Set<String> FRONT_UPPER_CASE =
      Set.of("AccessDeniedException", "SerializationException");

  boolean isDynamoDb() {
    return service().equals("dynamodb");
  }

  boolean isS3() {
    return service().equals("s3");
  }

  JsonWords words() {
    return isDynamoDb() ? JsonWords.DYNAMODB : JsonWords.USUAL;
  }

  /**
   * What {@code __type} says. SDKs look only behind the {@code #}; DynamoDB's namespaces are
   * observed, and the other services' errors carry none (Cognito, observed).
   */
  String errorType(String code) {
    if (service().equals("sqs") && catalogue.hasModelClass(code)) {
      return "com.amazonaws.sqs#" + code;
    }
    if (service().equals("cloudwatch")) {
      return "com.amazonaws.cloudwatch#" + shapeOf(code);
    }
    if (!isDynamoDb()) {
      return code;
    }
    return switch (code) {
      case "ValidationException" -> "com.amazon.coral.validate#" + code;
      case "ThrottlingException" -> "com.amazon.coral.availability#" + code;
      default ->
          (catalogue.hasModelClass(code)
                  ? "com.amazonaws.dynamodb.v20120810#"
                  : "com.amazon.coral.service#")
              + code;
    };
  }

  /**
   * The refusal of a request in which members are missing that must be there.
   *
   * <p>The sentence is the same everywhere, the code is not: STS, IAM and CloudFormation answer
   * ValidationError, Cognito InvalidParameterException, DynamoDB ValidationException (all
   * observed); API Gateway's is assumed to be the one that its model has for bad requests.
   *
   * @param paths where they are missing, from {@link Constraints#missing}
   */
  AwsException missing(Protocol protocol, List<String> paths) {
    if (isDynamoDb() && paths.contains("tableName")) {
      // DynamoDB looks for the table before anything else; recorded in dynalite's tests.
      return Refusal.of(
          "ValidationException",
          400,
          "The parameter 'TableName' is required but was not present in the request");
    }
    String code =
        switch (service()) {
          case "cognitoidentityprovider", "cognitoidentity" -> "InvalidParameterException";
          case "apigateway" -> "BadRequestException";
          default -> protocol == Protocol.QUERY ? "ValidationError" : "ValidationException";
        };
    return Refusal.of(code, 400, Constraints.message(paths));
  }

  /**
   * The refusal of a body that is not JSON at all. Lambda has an error of its own for it
   * (documented in its API reference, the words observed).
   */
  AwsException malformedJson(AwsException usual) {
    return service().equals("lambda")
        ? Refusal.of(
            "InvalidRequestContentException", 400, "Could not parse request body into json")
        : usual;
  }

  /** Lambda's errors say in {@code Type} whose fault they are; observed. */
  Optional<String> faultMember(AwsException error) {
    return service().equals("lambda") && catalogue.hasModelClass(error.code())
        ? Optional.of(error.side() == ErrorCode.Side.CLIENT ? "User" : "Service")
        : Optional.empty();
  }

  /**
   * Errors of CloudWatch by the codes of its Query protocol, which its rules use; documented in the
   * service model that AWS publishes with its SDKs.
   */
  private static final Map<String, String> CLOUDWATCH_SHAPES =
      Map.ofEntries(
          Map.entry("InternalServiceError", "InternalServiceFault"),
          Map.entry("InvalidFormat", "InvalidFormatFault"),
          Map.entry("InvalidParameterCombination", "InvalidParameterCombinationException"),
          Map.entry("InvalidParameterValue", "InvalidParameterValueException"),
          Map.entry("LimitExceeded", "LimitExceededFault"),
          Map.entry("MissingParameter", "MissingRequiredParameterException"),
          Map.entry("ValidationError", "ValidationException"));

  /** What the protocols after Query call an error. */
  String shapeOf(String code) {
    return service().equals("cloudwatch") ? CLOUDWATCH_SHAPES.getOrDefault(code, code) : code;
  }

  /**
   * Clients of a service that once spoke Query ask for its codes beside the new names. Documented:
   * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
   */
  HttpResponse withQueryError(HttpResponse answer, AwsException error, HttpRequest request) {
    boolean asked =
        service().equals("cloudwatch")
            && request.header("x-amzn-query-mode").filter("true"::equalsIgnoreCase).isPresent();
    String side = error.side() == ErrorCode.Side.CLIENT ? "Sender" : "Receiver";
    return asked ? answer.with("x-amzn-query-error", error.code() + ";" + side) : answer;
  }

  /** What services that moved on from Query are called in targets and paths. */
  private String rpcName() {
    return service().equals("cloudwatch") ? "GraniteServiceVersion20100801" : "";
  }

  /** The whole X-Amz-Target of an operation, {@code AmazonSQS.SendMessage}. */
  String target(OperationModel operation) {
    String id = operation.info().operationIdentifier();
    String known = id == null ? operation.name() : id;
    return known.indexOf('.') >= 0 || rpcName().isEmpty() ? known : rpcName() + "." + known;
  }

  /** What an error's message is called in JSON. */
  String messageMember(String code) {
    boolean upper =
        switch (service()) {
          case "dynamodb" -> DYNAMODB_UPPER_CASE.contains(code);
          case "lambda" -> catalogue.hasModelClass(code) && !LAMBDA_LOWER_CASE.contains(code);
          default -> false;
        };
    return upper || FRONT_UPPER_CASE.contains(code) ? "Message" : "message";
  }

  private String service() {
    return catalogue.service();
  }

  /**
   * The namespace of XML responses, without the slash that only some end in. Documented in the
   * services' API references: STS and IAM write {@code https}, the older services {@code http}.
   */
  String xmlNamespace(Optional<String> apiVersion) {
    return switch (service()) {
      case "s3" -> "http://s3.amazonaws.com/doc/2006-03-01/";
      case "cloudfront" -> "http://cloudfront.amazonaws.com/doc/2020-05-31/";
      case "sts", "iam" -> "https://" + service() + ".amazonaws.com/doc/" + version(apiVersion);
      case "cloudwatch" -> "http://monitoring.amazonaws.com/doc/" + version(apiVersion);
      default -> "http://" + service() + ".amazonaws.com/doc/" + version(apiVersion);
    };
  }

  private static String version(Optional<String> apiVersion) {
    return apiVersion.map(version -> version + '/').orElse("");
  }
}
