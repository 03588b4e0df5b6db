package dev.diorama.apigateway;

import dev.diorama.apigateway.ApiGatewayModel.Authorizer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Checks authorizers, by the rules that CreateAuthorizer and an import share. */
final class Authorizers {
  private static final Pattern POOL_ARN =
      Pattern.compile("arn:aws[a-z-]*:cognito-idp:([a-z0-9-]+):[0-9]{12}:userpool/([\\w-]+)");
  private static final String HEADER = "method.request.header.";

  private Authorizers() {}

  static Authorizer checked(
      String id,
      String name,
      List<String> providerArns,
      String identitySource,
      String validation,
      @Nullable Integer ttlSeconds) {
    if (providerArns.isEmpty()) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Provider ARNs are required for authorizers of type COGNITO_USER_POOLS");
    }
    providerArns.forEach(Authorizers::issuer);
    if (!identitySource.startsWith(HEADER)) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid mapping expression specified: Validation Result: warnings : [], errors :"
              + " [Invalid mapping expression specified: "
              + identitySource
              + "]");
    }
    try {
      Pattern.compile(validation);
    } catch (PatternSyntaxException e) {
      throw ApiGatewayError.BAD_REQUEST.with(
          "Invalid identity validation expression: " + e.getDescription());
    }
    return new Authorizer(id, name, providerArns, identitySource, validation, ttlSeconds);
  }

  /** The issuer of a user pool's tokens. */
  static String issuer(String poolArn) {
    Matcher arn = POOL_ARN.matcher(poolArn);
    if (!arn.matches()) {
      throw ApiGatewayError.BAD_REQUEST.with("Invalid Cognito User Pool ARN: " + poolArn);
    }
    return "https://cognito-idp." + arn.group(1) + ".amazonaws.com/" + arn.group(2);
  }

  /** The header that the token stands in. */
  static String header(Authorizer authorizer) {
    return authorizer.identitySource().substring(HEADER.length());
  }
}
