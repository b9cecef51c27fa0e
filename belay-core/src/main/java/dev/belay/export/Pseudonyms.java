package dev.belay.export;

import dev.belay.model.Mask;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Values that stand for others. They follow from a secret key (HMAC-SHA-256): equal values get
 * equal ones, different values different ones, and without the key nobody can tell which belongs to
 * which. For one thread at a time.
 */
final class Pseudonyms {
  private static final List<String> FIRST =
      List.of(
          "Ada",
          "Alan",
          "Barbara",
          "Bela",
          "Carlos",
          "Chen",
          "Dana",
          "Edsger",
          "Elif",
          "Emmy",
          "Fatima",
          "Grace",
          "Hedy",
          "Ines",
          "Ivan",
          "Jamal",
          "Katherine",
          "Lars",
          "Maryam",
          "Mei",
          "Nadia",
          "Noor",
          "Olga",
          "Pablo",
          "Radia",
          "Sofia",
          "Tomas",
          "Uma",
          "Viktor",
          "Wanda",
          "Yusuf",
          "Zoe");
  private static final List<String> LAST =
      List.of(
          "Adeyemi",
          "Becker",
          "Costa",
          "Dubois",
          "Eriksen",
          "Fischer",
          "Garcia",
          "Haddad",
          "Ito",
          "Jansen",
          "Kowalski",
          "Larsen",
          "Moreau",
          "Nakamura",
          "Okafor",
          "Petrov",
          "Quinn",
          "Rossi",
          "Silva",
          "Tanaka",
          "Urban",
          "Varga",
          "Weber",
          "Xu",
          "Yilmaz",
          "Zhang",
          "Brown",
          "Dahl",
          "Ferrari",
          "Horvat",
          "Kim",
          "Singh");

  private final Mac mac;

  Pseudonyms(byte[] key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /**
   * Another value of the same type: a number of the same size and sign, 32 hexadecimal digits for
   * text, 16 bytes for bytes.
   *
   * @param length what the column's text is cut to
   */
  Masker hash(boolean uuid, int length) {
    return value -> {
      if (value instanceof Value.Whole whole) {
        return new Value.Whole(permuted(new BigInteger(whole.digits())).toString());
      }
      if (value instanceof Value.Bytes bytes) {
        return new Value.Bytes(Arrays.copyOf(mac("bytes", bytes.bytes()), 16));
      }
      if (value instanceof Value.Real real) {
        return new Value.Real(String.valueOf(first(mac("real", utf8(real.text()))) >>> 11));
      }
      if (value instanceof Value.Null) {
        return value;
      }
      byte[] hash = mac("text", utf8(FieldText.of(value)));
      return new Value.Text(uuid ? uuid(hash) : fit(HexFormat.of().formatHex(hash, 0, 16), length));
    };
  }

  /**
   * Something that looks like the real thing.
   *
   * @param unique whether different values need different ones, whatever the price in beauty
   */
  Masker fake(Mask.Kind what, boolean unique, int length) {
    return value -> {
      if (value instanceof Value.Null) {
        return value;
      }
      byte[] hash = mac("text", utf8(FieldText.of(value)));
      return new Value.Text(
          switch (what) {
            case EMAIL -> email(hash, length);
            case NAME -> name(hash, unique, length);
            case PHONE -> fit("+999" + digits(hash, 11), length);
          });
    };
  }

  private static String email(byte[] hash, int length) {
    String number = HexFormat.of().formatHex(hash, 8, 16);
    String person = pick(FIRST, hash[0]) + "." + pick(LAST, hash[1]) + "." + number;
    String address = person.toLowerCase(Locale.ROOT) + "@example.com";
    return address.length() <= length ? address : fit(number + "@example.com", length);
  }

  private static String name(byte[] hash, boolean unique, int length) {
    String name = pick(FIRST, hash[0]) + " " + pick(LAST, hash[1]);
    return unique
        ? fit(name + " " + HexFormat.of().formatHex(hash, 8, 16), length)
        : name.substring(0, Math.min(name.length(), length));
  }

  private static String pick(List<String> names, byte b) {
    return names.get((b & 0xff) % names.size());
  }

  /** The end is what tells one from another. */
  private static String fit(String text, int length) {
    return text.length() <= length ? text : text.substring(text.length() - length);
  }

  private static String digits(byte[] hash, int count) {
    long number = Long.remainderUnsigned(first(hash), (long) Math.pow(10, count));
    return ("%0" + count + "d").formatted(number);
  }

  private static String uuid(byte[] hash) {
    ByteBuffer bits = ByteBuffer.wrap(hash);
    long high = (bits.getLong() & ~0xf000L) | 0x4000L;
    long low = (bits.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /**
   * A permutation of the integers that keeps sign and size: of those of 15, of 31 and of 63 bits
   * each among themselves, so that the result fits where the value did, and a reference to a wider
   * or narrower column still fits its key.
   */
  private BigInteger permuted(BigInteger value) {
    if (value.signum() < 0) {
      return permuted(value.negate().subtract(BigInteger.ONE)).negate().subtract(BigInteger.ONE);
    }
    int length = value.bitLength();
    if (length > 63) {
      return new BigInteger(1, Arrays.copyOf(mac("big", value.toByteArray()), 8)).setBit(64);
    }
    int bits = length <= 15 ? 15 : length <= 31 ? 31 : 63;
    long floor = bits == 15 ? 0 : bits == 31 ? 1L << 15 : 1L << 31;
    long number = value.longValueExact();
    do {
      // Walks along its cycle until it comes to a number of the same size, which it does.
      number = feistel(number, bits + 1);
    } while (number < floor || number >>> bits != 0);
    return BigInteger.valueOf(number);
  }

  /** A permutation of the numbers of that many bits, an even count. */
  private long feistel(long number, int bits) {
    int half = bits / 2;
    long mask = (1L << half) - 1;
    long left = number >>> half & mask;
    long right = number & mask;
    for (int round = 0; round < 6; round++) {
      byte[] input =
          ByteBuffer.allocate(10).put((byte) bits).put((byte) round).putLong(right).array();
      long mixed = left ^ (first(mac("number", input)) & mask);
      left = right;
      right = mixed;
    }
    return left << half | right;
  }

  private byte[] mac(String kind, byte[] value) {
    mac.update(utf8(kind));
    mac.update((byte) 0);
    return mac.doFinal(value);
  }

  private static long first(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
