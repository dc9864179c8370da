package io.weir.bpf.packet;

import io.weir.bpf.abi.Address;
import java.nio.ByteBuffer;

/** Layers in front of IP, or in its place. */
final class Link {
  private static final int VLAN = 0x8100;
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;

  private Link() {}

  record Ethernet(long source, long destination) implements Layer {
    @Override
    public int number() {
      throw new IllegalStateException("Ethernet comes first in a packet");
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(14 + inside.length());
      Addresses.putMac(out, destination);
      Addresses.putMac(out, source);
      return out.putShort((short) inside.number()).put(inside.bytes());
    }
  }

  record Vlan(int id) implements Layer {
    @Override
    public int number() {
      return VLAN;
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      return ByteBuffer.allocate(4 + inside.length())
          .putShort((short) id)
          .putShort((short) inside.number())
          .put(inside.bytes());
    }
  }

  record Arp(int operation, Station sender, Station target) implements Layer {
    @Override
    public int number() {
      return ARP;
    }

    @Override
    public ByteBuffer write(Inside inside, Ends around) {
      ByteBuffer out = ByteBuffer.allocate(28 + inside.length());
      out.putShort((short) 1).putShort((short) IPV4).put((byte) 6).put((byte) 4);
      out.putShort((short) operation);
      for (Station station : new Station[] {sender, target}) {
        Addresses.putMac(out, station.mac());
        Addresses.put(out, station.address());
      }
      return out.put(inside.bytes());
    }
  }

  record Station(long mac, Address address) {}
}
