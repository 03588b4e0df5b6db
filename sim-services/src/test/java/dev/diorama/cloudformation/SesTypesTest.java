package dev.diorama.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import dev.diorama.ses.Ses;
import dev.diorama.ses.SesConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetEventDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.GetConfigurationSetEventDestinationsResponse;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityRequest;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailIdentitiesResponse;
import software.amazon.awssdk.services.sesv2.model.ListEmailTemplatesRequest;
import software.amazon.awssdk.services.sesv2.model.ListEmailTemplatesResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** {@code AWS::SES::*} in a stack. */
class SesTypesTest {
  private static final Principal ROOT =
      new Principal(
          Principal.Kind.ROOT,
          "123456789012",
          "arn:aws:iam::123456789012:root",
          "123456789012",
          "test",
          Map.of());

  private static final String TEMPLATE =
      """
      Resources:
        Set:
          Type: AWS::SES::ConfigurationSet
          Properties:
            Name: news
            SendingOptions: {SendingEnabled: true}
        Events:
          Type: AWS::SES::ConfigurationSetEventDestination
          Properties:
            ConfigurationSetName: !Ref Set
            EventDestination:
              Name: topic
              Enabled: true
              MatchingEventTypes: [bounce, renderingFailure]
              SnsDestination: {TopicARN: 'arn:aws:sns:us-east-1:123456789012:mails'}
        Sender:
          Type: AWS::SES::EmailIdentity
          Properties:
            EmailIdentity: blog@example.com
            ConfigurationSetAttributes: {ConfigurationSetName: !Ref Set}
        Domain:
          Type: AWS::SES::EmailIdentity
          Properties: {EmailIdentity: example.com}
        Welcome:
          Type: AWS::SES::Template
          Properties:
            Template: {TemplateName: welcome, SubjectPart: 'Hi {{name}}', TextPart: Hello}
      Outputs:
        Sender: {Value: !Ref Sender}
        Dkim: {Value: !GetAtt Domain.DkimDNSTokenName1}
        Welcome: {Value: !Ref Welcome}
      """;

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());

  SesTypesTest() {
    cloud
        .router()
        .guard(
            new Authenticator() {
              @Override
              public Principal authenticate(HttpRequest request, String service, long skew) {
                return ROOT;
              }

              @Override
              public Principal resolve(String accessKeyId, String sessionToken) {
                throw new AuthFailure(AuthFailure.Kind.UNKNOWN_KEY, accessKeyId);
              }
            },
            (principal, access, facts) -> Decision.allow("everything is allowed here"));
    ServiceApi sns = ServiceApi.of("sns", SnsClient.class, Protocol.QUERY);
    sns.on(PublishRequest.class, (call, q) -> PublishResponse.builder().messageId("m").build());
    cloud.router().install(sns);
    Ses.install(cloud, SesConfig.defaults().withoutLatency());
    CloudFormation.install(cloud, CloudFormationConfig.defaults());
  }

  private <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", ROOT, "us-east-1", call -> call.send(ROOT, request, response));
  }

  private void settle() {
    ((VirtualClock) cloud.clock()).settle();
  }

  private Stack create(String template) {
    send(
        CreateStackRequest.builder().stackName("blog").templateBody(template).build(),
        CreateStackResponse.class);
    settle();
    return send(
            DescribeStacksRequest.builder().stackName("blog").build(), DescribeStacksResponse.class)
        .stacks()
        .get(0);
  }

  @Test
  void stack_ofEveryType_standsAndGoes() {
    Stack stack = create(TEMPLATE);

    assertThat(stack.stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(stack.outputs())
        .extracting(Output::outputKey, Output::outputValue)
        .contains(tuple("Sender", "blog@example.com"), tuple("Welcome", "welcome"));
    assertThat(stack.outputs().toString()).contains("._domainkey.example.com");
    GetEmailIdentityResponse sender =
        send(
            GetEmailIdentityRequest.builder().emailIdentity("blog@example.com").build(),
            GetEmailIdentityResponse.class);
    assertThat(sender.verifiedForSendingStatus()).as("nobody followed the link yet").isFalse();
    assertThat(sender.configurationSetName()).isEqualTo("news");
    assertThat(cloud.outbox().lastTo("blog@example.com")).isPresent();
    GetConfigurationSetEventDestinationsResponse destinations =
        send(
            GetConfigurationSetEventDestinationsRequest.builder()
                .configurationSetName("news")
                .build(),
            GetConfigurationSetEventDestinationsResponse.class);
    assertThat(destinations.eventDestinations().get(0).matchingEventTypesAsStrings())
        .containsExactly("BOUNCE", "RENDERING_FAILURE");

    send(DeleteStackRequest.builder().stackName("blog").build(), DeleteStackResponse.class);
    settle();

    ListEmailIdentitiesResponse identities =
        send(ListEmailIdentitiesRequest.builder().build(), ListEmailIdentitiesResponse.class);
    assertThat(identities.emailIdentities()).isEmpty();
    ListEmailTemplatesResponse templates =
        send(ListEmailTemplatesRequest.builder().build(), ListEmailTemplatesResponse.class);
    assertThat(templates.templatesMetadata()).isEmpty();
  }

  @Test
  void destination_thatIsNoTopic_failsByName() {
    Stack stack =
        create(
            """
            Resources:
              Set:
                Type: AWS::SES::ConfigurationSet
              Events:
                Type: AWS::SES::ConfigurationSetEventDestination
                Properties:
                  ConfigurationSetName: !Ref Set
                  EventDestination:
                    MatchingEventTypes: [bounce]
                    EventBridgeDestination: {EventBusArn: arn}
            """);

    assertThat(stack.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    DescribeStackEventsResponse events =
        send(
            DescribeStackEventsRequest.builder().stackName("blog").build(),
            DescribeStackEventsResponse.class);
    assertThat(events.stackEvents().toString()).contains("SnsDestination only");
  }
}
