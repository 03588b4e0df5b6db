package dev.diorama.iam;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 range in CIDR notation, read without ever asking a name server.
 *
 * @param address four or sixteen bytes
 * @param prefix how many leading bits count
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; written once when parsed.
record IpRange(byte[] address, int prefix) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

  static Optional<IpRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().length * 8;
    int prefix = bits;
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      prefix = DIGITS.matcher(length).matches() ? Integer.parseInt(length) : -1;
    }
    return prefix < 0 || prefix > bits
        ? Optional.empty()
        : Optional.of(new IpRange(address.get(), prefix));
  }

  boolean contains(String text) {
    byte[] other = address(text).orElse(new byte[0]);
    if (other.length != address.length) {
      return false;
    }
    int whole = prefix >> 3;
    for (int i = 0; i < whole; i++) {
      if (address[i] != other[i]) {
        return false;
      }
    }
    int rest = prefix & 7;
    return rest == 0 || ((address[whole] ^ other[whole]) & (0xff00 >> rest) & 0xff) == 0;
  }

  private static Optional<byte[]> address(String text) {
    return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
  }

  private static Optional<byte[]> ipv4(String text) {
    byte[] bytes = new byte[4];
    int part = 0;
    int digits = 0;
    int value = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        if (digits == 0 || value > 255 || part == 4) {
          return Optional.empty();
        }
        bytes[part++] = (byte) value;
        digits = 0;
        value = 0;
      } else if (c >= '0' && c <= '9' && digits < 3) {
        value = value * 10 + (c - '0');
        digits++;
      } else {
        return Optional.empty();
      }
    }
    return part == 4 ? Optional.of(bytes) : Optional.empty();
  }

  private static Optional<byte[]> ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    String[] head = groups(gap < 0 ? text : text.substring(0, gap));
    String[] tail = groups(gap < 0 ? "" : text.substring(gap + 2));
    int count = head.length + tail.length;
    if (gap < 0 ? count != 8 : count > 7) {
      return Optional.empty();
    }
    byte[] bytes = new byte[16];
    for (int i = 0; i < count; i++) {
      String group = i < head.length ? head[i] : tail[i - head.length];
      if (!GROUP.matcher(group).matches()) {
        return Optional.empty();
      }
      int value = Integer.parseInt(group, 16);
      int at = i < head.length ? i : 8 - count + i;
      bytes[at * 2] = (byte) (value >> 8);
      bytes[at * 2 + 1] = (byte) value;
    }
    return Optional.of(bytes);
  }

  private static String[] groups(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }
}
