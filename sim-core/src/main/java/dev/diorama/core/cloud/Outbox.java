package dev.diorama.core.cloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What the cloud would have sent to people: mails and text messages, newest last.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Outbox {
  /** How many messages are kept; older ones are dropped first. */
  public static final int LIMIT = 100_000;

  /** How a message travels. */
  public enum Channel {
    EMAIL,
    SMS
  }

  /**
   * One message.
   *
   * @param at when it was sent
   * @param channel mail or text message
   * @param from the sender's address
   * @param to the receiver's address or telephone number
   * @param subject the subject; empty for a text message
   * @param body the text
   * @param attributes facts for programs, such as {@code code=123456} and {@code username=mina}
   */
  public record Message(
      Instant at,
      Channel channel,
      String from,
      String to,
      String subject,
      String body,
      Map<String, String> attributes) {
    public Message {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
  }

  /**
   * A message and its number, by which it can be asked for again.
   *
   * @param number from 1, in the order of sending
   */
  public record Kept(long number, Message message) {}

  private final List<Message> messages = new ArrayList<>();
  private long dropped;

  /** Keeps a message. */
  public synchronized void send(Message message) {
    messages.add(message);
    if (messages.size() > LIMIT) {
      messages.remove(0);
      dropped++;
    }
  }

  /** Every message kept, oldest first. */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Every message kept with its number, oldest first. */
  public synchronized List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    for (Message message : messages) {
      kept.add(new Kept(dropped + kept.size() + 1, message));
    }
    return kept;
  }

  /** The message of that number, while it is kept. */
  public synchronized Optional<Message> message(long number) {
    long index = number - dropped - 1;
    return index >= 0 && index < messages.size()
        ? Optional.of(messages.get((int) index))
        : Optional.empty();
  }

  /** The newest message to that receiver. */
  public synchronized Optional<Message> lastTo(String receiver) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).to().equals(receiver)) {
        return Optional.of(messages.get(i));
      }
    }
    return Optional.empty();
  }
}
