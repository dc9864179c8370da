package io.weir.policy.oracle;

import io.weir.policy.model.SelectorFacts;
import io.weir.values.Family;
import io.weir.values.IpAddress;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Label selectors and CIDRs, as the API's text has them: one line of it, one line here. */
final class NaiveText {
  private static final Map<String, Optional<Block>> BLOCKS = new HashMap<>();

  private NaiveText() {}

  /** Addresses from first to last of one family. */
  record Block(IpAddress first, IpAddress last) {
    boolean has(IpAddress address) {
      return address.family() == first.family()
          && first.compareTo(address) <= 0
          && address.compareTo(last) <= 0;
    }

    /** Smaller than {@code other} and all of it there. */
    boolean within(Block other) {
      return first.family() == other.first.family()
          && first.compareTo(other.first) >= 0
          && last.compareTo(other.last) <= 0
          && !equals(other);
    }
  }

  static boolean readable(SelectorFacts selector) {
    return selector.matchExpressions().stream().allMatch(NaiveText::readable);
  }

  private static boolean readable(SelectorFacts.Requirement e) {
    return switch (e.operator()) {
      case "In", "NotIn" -> !e.values().isEmpty();
      case "Exists", "DoesNotExist" -> e.values().isEmpty();
      default -> false;
    };
  }

  static Sure matches(SelectorFacts selector, Map<String, String> labels) {
    for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return Sure.NO;
      }
    }
    return Sure.all(selector.matchExpressions(), e -> matches(e, labels));
  }

  private static Sure matches(SelectorFacts.Requirement e, Map<String, String> labels) {
    boolean has = labels.containsKey(e.key());
    boolean listed = has && e.values().contains(labels.get(e.key()));
    if (!readable(e)) {
      return Sure.MAYBE;
    }
    return switch (e.operator()) {
      case "In" -> Sure.of(listed);
      case "NotIn" -> Sure.of(!listed);
      case "Exists" -> Sure.of(has);
      default -> Sure.of(!has);
    };
  }

  /** Of a selector that may be absent: then it asks for nothing. */
  static Sure matches(Optional<SelectorFacts> selector, Map<String, String> labels) {
    return selector.map(s -> matches(s, labels)).orElse(Sure.YES);
  }

  @SafeVarargs
  static boolean readable(Optional<SelectorFacts>... selectors) {
    for (Optional<SelectorFacts> selector : selectors) {
      if (!selector.stream().allMatch(NaiveText::readable)) {
        return false;
      }
    }
    return true;
  }

  /** Host bits may be set; ::ffff:a.b.c.d/n with n of at least 96 is IPv4. */
  static Optional<Block> block(String cidr) {
    return BLOCKS.computeIfAbsent(cidr, NaiveText::parse);
  }

  private static Optional<Block> parse(String cidr) {
    String[] halves = cidr.split("/", -1);
    if (halves.length != 2 || !halves[1].matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    Optional<IpAddress> address = IpAddress.parse(halves[0]);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    boolean v4 = address.get().family() == Family.IPV4;
    int length = Integer.parseInt(halves[1]) + (v4 && !halves[0].contains(":") ? 96 : 0);
    if (length > 128 || v4 && length < 96) {
      return Optional.empty();
    }
    BigInteger size = BigInteger.TWO.pow(128 - length);
    BigInteger first = number(address.get()).divide(size).multiply(size);
    BigInteger last = first.add(size).subtract(BigInteger.ONE);
    return Optional.of(new Block(address(first), address(last)));
  }

  private static BigInteger number(IpAddress address) {
    return half(address.high()).shiftLeft(64).add(half(address.low()));
  }

  private static BigInteger half(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  private static IpAddress address(BigInteger number) {
    return new IpAddress(number.shiftRight(64).longValue(), number.longValue());
  }
}
