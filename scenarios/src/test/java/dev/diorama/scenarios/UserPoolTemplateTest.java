package dev.diorama.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnexpectedLambdaException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserLambdaValidationException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

/** A user pool by template, with a real function before sign-up, a domain and its scopes. */
class UserPoolTemplateTest {
  private static final String TEMPLATE =
      """
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Gate:
          Type: AWS::Serverless::Function
          Properties:
            CodeUri: .
            Runtime: java17
            Handler: dev.diorama.scenarios.MembersOnly::handleRequest
        Pool:
          Type: AWS::Cognito::UserPool
          Properties:
            AutoVerifiedAttributes: [email]
            MfaConfiguration: OPTIONAL
            EnabledMfas: [SOFTWARE_TOKEN_MFA]
            LambdaConfig: {PreSignUp: !GetAtt Gate.Arn}
        %s
        Domain:
          Type: AWS::Cognito::UserPoolDomain
          Properties: {Domain: members, UserPoolId: !Ref Pool}
        Notes:
          Type: AWS::Cognito::UserPoolResourceServer
          Properties:
            UserPoolId: !Ref Pool
            Identifier: notes
            Name: Notes
            Scopes: [{ScopeName: read, ScopeDescription: read notes}]
        App:
          Type: AWS::Cognito::UserPoolClient
          DependsOn: Notes
          Properties:
            UserPoolId: !Ref Pool
            AllowedOAuthFlowsUserPoolClient: true
            AllowedOAuthFlows: [code]
            AllowedOAuthScopes: [openid, notes/read]
            CallbackURLs: ['https://app.example.com/']
            SupportedIdentityProviders: [COGNITO]
      Outputs:
        Pool: {Value: !Ref Pool}
        App: {Value: !Ref App}
        Domain: {Value: !Ref Domain}
      """;

  private static final String PERMISSION =
      """
      Permission:
          Type: AWS::Lambda::Permission
          Properties:
            FunctionName: !Ref Gate
            Action: lambda:InvokeFunction
            Principal: cognito-idp.amazonaws.com
            SourceArn: !GetAtt Pool.Arn
      """
          .strip();

  private final Diorama diorama = Diorama.create();
  private final CognitoIdentityProviderClient cognito =
      diorama.client(CognitoIdentityProviderClient.builder());

  @AfterEach
  void close() {
    diorama.close();
  }

  private SignUpResponse signUp(Stack stack, String name, String email) {
    return cognito.signUp(
        request ->
            request
                .clientId(stack.output("App"))
                .username(name)
                .password("Passw0rd!")
                .userAttributes(each -> each.name("email").value(email)));
  }

  @Test
  void template_withPermission_asksTheFunctionBeforeSignUp() {
    Stack stack = diorama.deploy("members", TEMPLATE.formatted(PERMISSION));
    assertThat(stack.output("Domain")).isEqualTo("members");
    assertThat(signUp(stack, "mina", "mina@members.example").userConfirmed()).isTrue();
    UserLambdaValidationException refused =
        catchThrowableOfType(
            UserLambdaValidationException.class, () -> signUp(stack, "noah", "noah@example.com"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.awsErrorDetails().errorMessage())
        .isEqualTo("PreSignUp failed with error Members only.");
    GetUserPoolMfaConfigResponse mfa =
        cognito.getUserPoolMfaConfig(request -> request.userPoolId(stack.output("Pool")));
    assertThat(mfa.mfaConfiguration()).isEqualTo(UserPoolMfaType.OPTIONAL);
    assertThat(mfa.softwareTokenMfaConfiguration().enabled()).isTrue();
  }

  @Test
  void template_withoutPermission_cannotAskTheFunction() {
    Stack stack = diorama.deploy("members", TEMPLATE.formatted(""));
    UnexpectedLambdaException refused =
        catchThrowableOfType(
            UnexpectedLambdaException.class, () -> signUp(stack, "mina", "mina@members.example"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.awsErrorDetails().errorMessage())
        .isEqualTo("PreSignUp invocation failed due to error AccessDeniedException.");
  }
}
