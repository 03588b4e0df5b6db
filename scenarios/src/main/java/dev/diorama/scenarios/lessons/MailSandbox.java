package dev.diorama.scenarios.lessons;

import java.time.Duration;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/** In the sandbox SES writes to verified addresses only, one a second; and IAM is asked too. */
final class MailSandbox extends Lesson {
  private static final String SENDER = "hello@myblog.example";
  private static final String READER = "mina@example.com";

  private static final String NO_MAIL =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
          + " \"Action\": \"dynamodb:*\", \"Resource\": \"*\"}]}";

  MailSandbox() {
    super(
        41,
        Subject.BLOG,
        Domain.RESILIENT,
        Guide.SES.page("request-production-access"),
        Guide.SES.page("quotas"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    Bench bench = lab.bench();
    SesV2Client ses = bench.ses();
    saw.note("unverified", send(ses, READER));
    bench.verifyMail(SENDER);
    saw.note("sandbox", send(ses, READER));
    bench.verifyMail(READER);
    bench.seconds(2);
    saw.note("verified", send(ses, READER)).note("second", send(ses, READER));
    bench.askForProduction();
    bench.advance(Duration.ofHours(25));
    saw.note("production", send(ses, "stranger@example.com"));
    saw.note("rate", ses.getAccount(g -> {}).sendQuota().maxSendRate());
    SesV2Client function = bench.client(SesV2Client.builder(), bench.user("function", NO_MAIL));
    saw.note("role", send(function, "stranger@example.com"));
    saw.note(
        "arrived",
        bench.cloud().outbox().messages().stream()
            .filter(mail -> mail.subject().equals("Welcome"))
            .count());
    saw.answer(
        'b',
        saw.text("sandbox").startsWith("400")
            && saw.text("verified").equals("200")
            && saw.text("production").equals("200")
            && saw.text("role").startsWith("403"));
  }

  private static String send(SesV2Client ses, String to) {
    return Bench.outcome(
        () ->
            ses.sendEmail(
                send ->
                    send.fromEmailAddress(SENDER)
                        .destination(destination -> destination.toAddresses(to))
                        .content(
                            content ->
                                content.simple(
                                    message ->
                                        message
                                            .subject(subject -> subject.data("Welcome"))
                                            .body(
                                                body -> body.text(text -> text.data("Hello")))))));
  }
}
