package io.weir.sandbox.api.admission;

import io.weir.sandbox.api.admission.Rejected.Fault;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Checks that several kinds share. */
final class Checks {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern PORT_NAME =
      Pattern.compile("(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final int LABEL_LENGTH = 63;
  private static final int PORT_NAME_LENGTH = 15;

  private Checks() {}

  static void portNumber(JsonNode value, String field, List<Fault> faults) {
    int port = value.asInt(-1);
    if (!value.isInt() || port < 1 || port > 65535) {
      faults.add(
          Fault.invalid(
              field,
              value.isNumber() ? value.numberValue() : value.toString(),
              "must be between 1 and 65535, inclusive"));
    }
  }

  /** A number or the name of a container port. */
  static void portOrName(JsonNode value, String field, List<Fault> faults) {
    if (!value.isString()) {
      portNumber(value, field, faults);
      return;
    }
    String name = value.asString("");
    if (name.length() > PORT_NAME_LENGTH || !PORT_NAME.matcher(name).matches()) {
      faults.add(
          Fault.invalid(
              field,
              name,
              "must be at most 15 lower case alphanumeric characters or '-', at least one letter"));
    }
  }

  static void protocol(String protocol, String field, List<Fault> faults) {
    oneOf(protocol, PROTOCOLS, field, faults);
  }

  static void oneOf(String value, List<String> supported, String field, List<Fault> faults) {
    if (!supported.contains(value)) {
      faults.add(Fault.unsupported(field, value, supported));
    }
  }

  static void label(String value, String field, List<Fault> faults) {
    if (value.isEmpty()) {
      faults.add(Fault.required(field));
    } else if (value.length() > LABEL_LENGTH || !LABEL.matcher(value).matches()) {
      faults.add(
          Fault.invalid(
              field,
              value,
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', at most 63 of them"));
    }
  }

  /**
   * A range in the form that new objects must have: as RFC 5952 would not mistake it, without host
   * bits (StrictIPCIDRValidation).
   */
  static Optional<Cidr> cidr(String value, String field, List<Fault> faults) {
    Optional<Cidr> cidr = Cidr.read(value);
    if (cidr.isEmpty()) {
      String why = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
      faults.add(Fault.invalid(field, value, why));
    } else if (!cidr.get().isStrict()) {
      String why =
          "must not have leading 0s, be an IPv4-mapped IPv6 address or have bits set beyond the"
              + " prefix length";
      faults.add(Fault.invalid(field, value, why));
    }
    return cidr;
  }

  static void address(String value, String field, List<Fault> faults) {
    if (Cidr.address(value).isEmpty()) {
      faults.add(
          Fault.invalid(
              field, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
    }
  }
}
