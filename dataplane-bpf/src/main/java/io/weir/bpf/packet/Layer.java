package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import java.nio.ByteBuffer;

/** One header of a packet, or what is behind the last. */
sealed interface Layer
    permits Link.Ethernet, Link.Vlan, Link.Arp, Ip, Extension, Transport, Icmp, Layer.Payload {

  /** How the layer before names this one: an EtherType or the number of a protocol. */
  int number();

  /**
   * This layer and all behind it.
   *
   * @param inside what is behind it, with the number of its first layer
   * @param around the addresses that a checksum covers; those of no packet in front of an IP header
   */
  ByteBuffer write(Inside inside, Ends around);

  /** What is behind a layer. */
  record Inside(int number, byte[] bytes) {
    int length() {
      return bytes.length;
    }
  }

  /** The two ends of the IP header in front. */
  record Ends(Address source, Address destination) {
    static final Ends NONE = new Ends(new Address(0, 0), new Address(0, 0));

    boolean isIpv4() {
      return source.isIpv4();
    }

    /** What the checksums of protocols above IP cover besides their own bytes. */
    ByteBuffer pseudoHeader(int protocol, int length) {
      ByteBuffer header = ByteBuffer.allocate(isIpv4() ? 12 : 40);
      Addresses.put(header, source);
      Addresses.put(header, destination);
      return isIpv4()
          ? header.putShort((short) protocol).putShort((short) length)
          : header.putInt(length).putInt(protocol);
    }
  }

  /** Any bytes, said to be of any protocol. */
  record Payload(int number, byte[] bytes) implements Layer {
    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      return ByteBuffer.allocate(bytes.length + inside.length()).put(bytes).put(inside.bytes());
    }
  }
}
