package io.weir.values;

import java.util.Optional;

/** Text of addresses, both ways. Kept apart so that {@link IpAddress} stays a value. */
final class IpText {
  private IpText() {}

  /** Longer than any address or prefix, leading zeros included, that somebody means. */
  private static final int LONGEST = 64;

  static Optional<IpAddress> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (text.indexOf(':') < 0) {
      long v4 = ipv4(text);
      return v4 < 0 ? Optional.empty() : Optional.of(IpAddress.ofIpv4((int) v4));
    }
    return ipv6(text);
  }

  /** The four octets as an unsigned 32-bit number, or -1. */
  private static long ipv4(String text) {
    long value = 0;
    int octets = 0;
    int octet = -1;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        if (octet < 0 || ++octets > 4) {
          return -1;
        }
        value = value << 8 | octet;
        octet = -1;
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits++ < 10) {
        octet = Math.max(octet, 0) * 10 + (c - '0');
        if (octet > 255) {
          return -1;
        }
      } else {
        return -1;
      }
    }
    return octets == 4 ? value : -1;
  }

  /** {@code address/length}; a length may have leading zeros as well. */
  static Optional<IpPrefix> parsePrefix(String text) {
    int slash = text.indexOf('/');
    int length = slash < 0 ? -1 : decimal(text.substring(slash + 1));
    Optional<IpAddress> address = length < 0 ? Optional.empty() : parse(text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    boolean v4 = address.get().family() == Family.IPV4;
    int bits = v4 && text.indexOf(':') >= 0 ? length - 96 : length;
    return bits < 0 || bits > (v4 ? 32 : 128)
        ? Optional.empty()
        : Optional.of(new IpPrefix(address.get(), bits));
  }

  /** At most nine ASCII digits, or -1. */
  private static int decimal(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static Optional<IpAddress> ipv6(String text) {
    String head = text;
    String tail = "";
    int gap = text.indexOf("::");
    if (gap >= 0) {
      head = text.substring(0, gap);
      tail = text.substring(gap + 2);
    }
    int[] left = groups(head);
    int[] right = groups(tail);
    if (left == null || right == null || gap >= 0 && head.indexOf('.') >= 0) {
      return Optional.empty();
    }
    int known = left.length + right.length;
    if (gap < 0 ? known != 8 : known > 7) {
      return Optional.empty();
    }
    int[] all = new int[8];
    System.arraycopy(left, 0, all, 0, left.length);
    System.arraycopy(right, 0, all, 8 - right.length, right.length);
    return Optional.of(new IpAddress(join(all, 0), join(all, 4)));
  }

  private static long join(int[] groups, int from) {
    long value = 0;
    for (int i = from; i < from + 4; i++) {
      value = value << 16 | groups[i];
    }
    return value;
  }

  /** 16-bit groups of a part without "::"; the last may be a dotted quad. Null where malformed. */
  private static int[] groups(String part) {
    if (part.isEmpty()) {
      return new int[0];
    }
    String[] words = part.split(":", -1);
    boolean dotted = words[words.length - 1].indexOf('.') >= 0;
    int[] result = new int[words.length + (dotted ? 1 : 0)];
    if (result.length > 8) {
      return null;
    }
    for (int i = 0; i < words.length; i++) {
      if (dotted && i == words.length - 1) {
        long v4 = ipv4(words[i]);
        if (v4 < 0) {
          return null;
        }
        result[i] = (int) (v4 >>> 16);
        result[i + 1] = (int) (v4 & 0xffff);
      } else {
        int group = hex(words[i]);
        if (group < 0) {
          return null;
        }
        result[i] = group;
      }
    }
    return result;
  }

  private static int hex(String word) {
    if (word.isEmpty() || word.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  static String format(IpAddress ip) {
    if (ip.family() == Family.IPV4) {
      int bits = (int) ip.low();
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? ip.high() : ip.low();
      groups[i] = (int) (half >>> 48 - 16 * (i & 3)) & 0xffff;
    }
    return formatGroups(groups);
  }

  private static String formatGroups(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
      i += length;
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
