package io.weir.sandbox.api.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the protobuf wire format of one message: {@code next()}, then the value. */
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] data;
  private int at;
  private int field;
  private int type;

  Wire(byte[] data) {
    this.data = data;
  }

  /** Moves to the next field; false at the end. */
  boolean next() {
    if (at >= data.length) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  long number() {
    if (type != VARINT) {
      throw broken("a number was expected");
    }
    return varint();
  }

  byte[] bytes() {
    if (type != BYTES) {
      throw broken("bytes were expected");
    }
    return take(varint());
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Passes over the value; true when it was empty or zero. */
  boolean skip() {
    return switch (type) {
      case VARINT -> varint() == 0;
      case BYTES -> take(varint()).length == 0;
      case FIXED64 -> take(8).length == 0;
      case FIXED32 -> take(4).length == 0;
      default -> throw broken("unknown wire type");
    };
  }

  private byte[] take(long length) {
    if (length < 0 || length > data.length - at) {
      throw broken("a value is longer than its message");
    }
    byte[] value = Arrays.copyOfRange(data, at, at + (int) length);
    at += (int) length;
    return value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && at < data.length; shift += 7) {
      byte b = data[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw broken("a number does not end");
  }

  private IllegalArgumentException broken(String why) {
    return new IllegalArgumentException(
        "the protobuf body is broken: %s: field=%d type=%d offset=%d"
            .formatted(why, field, type, at));
  }
}
