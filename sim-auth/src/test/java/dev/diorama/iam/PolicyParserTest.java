package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.iam.Policy.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
  private static String statement(String members) {
    return "{'Version':'2012-10-17','Statement':[{" + members + "}]}";
  }

  private static void assertRefused(String document, Kind kind, String message) {
    assertThatThrownBy(() -> Policy.parse(document.replace('\'', '"'), kind))
        .as(document)
        .isInstanceOfSatisfying(
            MalformedPolicy.class,
            e -> {
              assertThat(e.message()).isEqualTo(message);
              assertThat(e.why()).isNotNull();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{ | Syntax errors in policy.",
        "[] | Syntax errors in policy.",
        "{} | Syntax errors in policy.",
        "{'Version':'2012-10-17','Statement':[]} | Syntax errors in policy.",
        "{'Version':'2012-10-17','Statement':'x'} | Syntax errors in policy.",
        "{'Version':'2012-10-17','Statements':[]} | Syntax errors in policy.",
        "{'Version':'2020-01-01','Statement':[]} |"
            + " The policy must contain a valid version string.",
        "{'Version':12,'Statement':[]} | Syntax errors in policy.",
      })
  void parse_badDocument_isRefused(String document, String message) {
    assertRefused(document, Kind.IDENTITY, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "'Action':'s3:*','Resource':'*' | Syntax errors in policy.",
        "'Effect':'Permit','Action':'s3:*','Resource':'*' | Syntax errors in policy.",
        "'Effect':'allow','Action':'s3:*','Resource':'*' | Syntax errors in policy.",
        "'Effect':'Allow','Actions':'s3:*','Resource':'*' | Syntax errors in policy.",
        "'Effect':'Allow','Action':7,'Resource':'*' | Syntax errors in policy.",
        "'Effect':'Allow','Action':'s3:*','NotAction':'s3:*','Resource':'*' |"
            + " Syntax errors in policy.",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','NotResource':'*' |"
            + " Syntax errors in policy.",
        "'Effect':'Allow','Resource':'*' | Policy statement must contain actions.",
        "'Effect':'Allow','Action':[],'Resource':'*' | Policy statement must contain actions.",
        "'Effect':'Allow','Action':'s3:*' | Policy statement must contain resources.",
        "'Effect':'Allow','Action':'s3:*','Resource':[] |"
            + " Policy statement must contain resources.",
        "'Effect':'Allow','Action':'GetObject','Resource':'*' |"
            + " Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        "'Effect':'Allow','Action':'s3:Get:Object','Resource':'*' |"
            + " Actions/Condition can contain only one colon.",
        "'Effect':'Allow','Action':'s 3:GetObject','Resource':'*' | Vendor s 3 is not valid",
        "'Effect':'Allow','Action':'s3:*','Resource':'bucket' |"
            + " Resource bucket must be in ARN format or \"*\".",
        "'Effect':'Allow','Action':'s3:*','Resource':'arn:awz:s3:::b' |"
            + " Partition \"awz\" is not valid for resource \"arn:awz:s3:::b\".",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','Principal':'*' |"
            + " Policy document should not specify a principal.",
        "'Sid':'a b','Effect':'Allow','Action':'s3:*','Resource':'*' |"
            + " Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the"
            + " regular expression [0-9A-Za-z]*",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringIs':{'k':'v'}} |"
            + " Invalid Condition type : StringIs",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':'x'} |"
            + " Syntax errors in policy.",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':[] |"
            + " Syntax errors in policy.",
        "'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':{'k':{}}} |"
            + " Syntax errors in policy.",
      })
  void parse_badStatement_isRefused(String members, String message) {
    assertRefused(statement(members), Kind.IDENTITY, message);
  }

  @Test
  void parse_sidTwice_isRefused() {
    String one = "{'Sid':'A','Effect':'Allow','Action':'s3:*','Resource':'*'}";
    assertRefused(
        "{'Version':'2012-10-17','Statement':[" + one + "," + one + "]}",
        Kind.IDENTITY,
        "Statement IDs (SID) in a single policy must be unique.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "'Effect':'Allow','Action':'sts:AssumeRole' | Missing required field Principal",
        "'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*' |"
            + " Has prohibited field Resource",
        "'Effect':'Allow','Principal':'*','Action':'s3:GetObject' |"
            + " AssumeRole policy may only specify STS AssumeRole actions.",
        "'Effect':'Allow','Principal':'lambda','Action':'sts:AssumeRole' |"
            + " Invalid principal in policy",
        "'Effect':'Allow','Principal':{'AWS':'bob'},'Action':'sts:AssumeRole' |"
            + " Invalid principal in policy: \"AWS\":\"bob\"",
        "'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::123456789012:user/*'},"
            + "'Action':'sts:AssumeRole' |"
            + " Invalid principal in policy: \"AWS\":\"arn:aws:iam::123456789012:user/*\"",
        "'Effect':'Allow','Principal':{'Service':'lambda'},'Action':'sts:AssumeRole' |"
            + " Invalid principal in policy: \"SERVICE\":\"lambda\"",
        "'Effect':'Allow','Principal':{'Federated':'x'},'Action':'sts:AssumeRole' |"
            + " Federated principals must be valid domain names or SAML metadata ARNs",
        "'Effect':'Allow','Principal':{'Group':'x'},'Action':'sts:AssumeRole' |"
            + " Syntax errors in policy.",
      })
  void parse_badTrustPolicy_isRefused(String members, String message) {
    assertRefused(statement(members), Kind.TRUST, message);
  }

  @Test
  void parse_trustPolicyNotJson_isRefusedInItsOwnWords() {
    assertRefused("{", Kind.TRUST, "This policy contains invalid Json");
  }

  @Test
  void parse_everyElement_isAccepted() {
    Policy policy =
        Policy.parse(
            """
            {"Version": "2012-10-17", "Id": "x", "Statement": {
              "Sid": "With space is fine here", "Effect": "Deny",
              "NotPrincipal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:user/a/b",
                  "arn:aws:sts::123456789012:assumed-role/r/s"],
                "Service": "lambda.amazonaws.com", "CanonicalUser": "79a5",
                "Federated": "cognito-identity.amazonaws.com"},
              "NotAction": ["s3:Get*"], "NotResource": ["arn:aws:s3:::b/*"],
              "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]},
                "Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"s3:max-keys": 10}}}}
            """,
            Kind.RESOURCE);
    assertThat(policy.statements()).hasSize(1);
    assertThat(policy.keys()).hasSize(3);
  }

  @Test
  void parse_noVersion_isTheOldOne() {
    assertThat(
            Policy.parse(
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
                    Kind.IDENTITY)
                .version())
        .isEqualTo(Policy.OLD);
  }
}
