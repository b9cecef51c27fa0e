package dev.belay.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.crypto.params.KeyParameter;

/** Our Poly1305 gives what Bouncy Castle's does. */
class Poly1305Test {
  private static byte[] reference(byte[] r, byte[] pad, byte[] bytes, int offset, int length) {
    byte[] key = Arrays.copyOf(r, 32);
    System.arraycopy(pad, 0, key, 16, 16);
    // Without a block cipher, the second half of the key is the pad itself.
    org.bouncycastle.crypto.macs.Poly1305 mac = new org.bouncycastle.crypto.macs.Poly1305();
    mac.init(new KeyParameter(key));
    mac.update(bytes, offset, length);
    byte[] out = new byte[16];
    mac.doFinal(out, 0);
    return out;
  }

  @Property(tries = 2000)
  void agreesWithTheLibrary(
      @ForAll long seed,
      @ForAll @IntRange(max = 400) int length,
      @ForAll @IntRange(max = 3) int extreme) {
    Random random = new Random(seed);
    byte[] r = bytes(random, 16, extreme == 1);
    byte[] pad = bytes(random, 16, extreme == 2);
    byte[] text = bytes(random, length + 5, extreme >= 1);
    SealingEngine.clamp(r);
    assertThat(new Poly1305(r).mac(text, 5, length, pad))
        .isEqualTo(reference(r, pad, text, 5, length));
  }

  @Property(tries = 20)
  void agreesOnLongTexts(@ForAll long seed, @ForAll @IntRange(max = 100_000) int length) {
    Random random = new Random(seed);
    byte[] r = bytes(random, 16, false);
    byte[] pad = bytes(random, 16, false);
    byte[] text = bytes(random, length, false);
    SealingEngine.clamp(r);
    assertThat(new Poly1305(r).mac(text, 0, length, pad))
        .isEqualTo(reference(r, pad, text, 0, length));
  }

  /** Bytes of all ones bring every carry. */
  private static byte[] bytes(Random random, int length, boolean ones) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (ones) {
      Arrays.fill(bytes, (byte) 0xff);
    }
    return bytes;
  }
}
