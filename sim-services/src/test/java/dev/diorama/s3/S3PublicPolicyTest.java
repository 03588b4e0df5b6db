package dev.diorama.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3PublicPolicyTest {
  private static boolean isPublic(String statement) {
    String policy = "{'Statement':[" + statement + "]}";
    return S3PublicPolicy.isPublic(Json.parse(policy.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Principal':'*'",
        "'Principal':{'AWS':'*'}",
        "'Principal':{'AWS':['123456789012','*']}",
        "'NotPrincipal':{'AWS':'arn:aws:iam::123456789012:root'}",
        "'Principal':'*','Condition':{'StringLike':{'aws:SourceArn':'arn:aws:cloudfront::*'}}",
        "'Principal':'*','Condition':{'StringEquals':{'aws:SourceAccount':['1','${aws:userid}']}}",
        "'Principal':'*','Condition':{'StringEqualsIfExists':{'aws:SourceAccount':'1'}}",
        "'Principal':'*','Condition':{'StringNotEquals':{'aws:SourceAccount':'1'}}",
        "'Principal':'*','Condition':{'StringEquals':{'aws:Referer':'https://example.com/'}}",
        "'Principal':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}",
        "'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':'0.0.0.0/1'}}",
        "'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','::/0']}}",
        "'Principal':'*','Condition':{'NotIpAddress':{'aws:SourceIp':'10.0.0.0/8'}}",
        "'Principal':'*','Condition':{'StringEquals':{'aws:SourceAccount':[]}}"
      })
  void grant_toEveryone_isPublic(String rest) {
    assertThat(isPublic("{'Effect':'Allow'," + rest + "}")).isTrue();
    assertThat(isPublic("{'Effect':'Deny'," + rest + "}")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Principal':{'AWS':'123456789012'}",
        "'Principal':{'AWS':['arn:aws:iam::123456789012:role/app']}",
        "'Principal':{'Service':'cloudfront.amazonaws.com'}",
        "'Principal':{'CanonicalUser':'0'}",
        "'Principal':'*','Condition':{'StringEquals':{'aws:PrincipalOrgID':'o-1'}}",
        "'Principal':'*','Condition':{'ArnLike':{'aws:SourceArn':'arn:aws:sns:us-east-1:1:t'}}",
        "'Principal':'*','Condition':{'StringEquals':{'AWS:SourceAccount':['1','2']}}",
        "'Principal':'*','Condition':{'StringLike':{'s3:DataAccessPointArn':"
            + "'arn:aws:s3:us-east-1:123456789012:accesspoint/*'}}",
        "'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','54.1.2.3']}}",
        "'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':'2001:db8::/32'}}",
        "'Principal':'*','Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'},"
            + "'Bool':{'aws:SecureTransport':'true'}}"
      })
  void grant_heldToFixedValues_isNotPublic(String rest) {
    assertThat(isPublic("{'Effect':'Allow'," + rest + "}")).isFalse();
  }
}
