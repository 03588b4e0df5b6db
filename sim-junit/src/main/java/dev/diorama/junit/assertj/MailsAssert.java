package dev.diorama.junit.assertj;

import dev.diorama.core.cloud.Outbox;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about mails and text messages.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MailsAssert extends AbstractAssert<MailsAssert, List<Outbox.Message>> {
  private final List<Outbox.Message> all;
  private final String whom;

  MailsAssert(List<Outbox.Message> actual, List<Outbox.Message> all, String whom) {
    super(actual, MailsAssert.class);
    this.all = all;
    this.whom = whom;
  }

  /** Only those to that address. */
  public MailsAssert to(String address) {
    return new MailsAssert(
        actual.stream().filter(mail -> mail.to().equals(address)).toList(), all, address);
  }

  /** Only those from that address. */
  public MailsAssert from(String address) {
    return new MailsAssert(
        actual.stream().filter(mail -> mail.from().equals(address)).toList(),
        all,
        whom + " from " + address);
  }

  /** Only those with that text in their subject. */
  public MailsAssert withSubject(String part) {
    return new MailsAssert(
        actual.stream().filter(mail -> mail.subject().contains(part)).toList(),
        all,
        whom + " about '" + part + "'");
  }

  /** There are exactly so many. */
  public MailsAssert areExactly(int count) {
    if (actual.size() != count) {
      failWithMessage("Expected %d mails to %s, but %s", count, whom, seen());
    }
    return this;
  }

  /** There is none. */
  public MailsAssert areNone() {
    return areExactly(0);
  }

  /** There is one at least, and each contains that text. */
  public MailsAssert contain(String text) {
    if (actual.isEmpty()) {
      failWithMessage("Expected mails to %s, but %s", whom, seen());
    }
    for (Outbox.Message mail : actual) {
      if (!mail.body().contains(text)) {
        failWithMessage(
            "Expected mails to %s to contain '%s', but '%s' reads:%n%s",
            whom, text, mail.subject(), mail.body());
      }
    }
    return this;
  }

  private String seen() {
    if (!actual.isEmpty()) {
      StringBuilder text = new StringBuilder("there were " + actual.size() + ":\n");
      actual.forEach(
          mail ->
              text.append("  ")
                  .append(mail.at())
                  .append(" to ")
                  .append(mail.to())
                  .append(": ")
                  .append(mail.subject())
                  .append('\n'));
      return text.toString();
    }
    Map<String, Integer> others = new TreeMap<>();
    all.forEach(mail -> others.merge(mail.to(), 1, Integer::sum));
    return "there was none; there were mails to "
        + (others.isEmpty() ? "nobody" : others.toString())
        + ". Mail of SES comes as an event on the clock: did you call time().settle()?";
  }
}
