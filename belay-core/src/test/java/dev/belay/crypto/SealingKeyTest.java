package dev.belay.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SealingKeyTest {
  private final SecureRandom random = new SecureRandom();

  @Property(tries = 200)
  void whatIsSealedOpensToTheSame(@ForAll @Size(max = 20_000) byte[] plain) throws Exception {
    try (SealingKey key = SealingKey.random(random)) {
      byte[] sealed = key.seal(plain, random);

      assertThat(sealed).hasSize(plain.length + SealingKey.OVERHEAD);
      assertThat(key.open(sealed)).isEqualTo(plain);
    }
  }

  @Property(tries = 200)
  void buffersAreSealedAndOpenedAsArraysAre(@ForAll @Size(max = 20_000) byte[] plain)
      throws Exception {
    try (SealingKey key = SealingKey.random(random)) {
      int length = plain.length + SealingKey.OVERHEAD;
      ByteBuffer buffer = ByteBuffer.allocateDirect(length + 5);
      buffer.put(SealingKey.PLAIN_OFFSET, plain);
      key.sealInPlace(buffer, plain.length, random);
      byte[] sealed = new byte[length];
      buffer.get(0, sealed);
      assertThat(key.open(sealed)).isEqualTo(plain);

      ByteBuffer opened = ByteBuffer.allocateDirect(plain.length);
      ByteBuffer again = ByteBuffer.wrap(key.seal(plain, random));
      assertThat(key.open(again, length, opened)).isEqualTo(plain.length);
      assertThat(opened.mismatch(ByteBuffer.wrap(plain))).isEqualTo(-1);

      int at = random.nextInt(length);
      buffer.put(at, (byte) (buffer.get(at) ^ 1));
      assertThatThrownBy(() -> key.open(buffer, length, opened))
          .isInstanceOf(AEADBadTagException.class);
    }
  }

  @Property(tries = 200)
  void aFlippedBitIsNoticed(
      @ForAll @Size(max = 300) byte[] plain, @ForAll @IntRange(max = 100_000) int bit) {
    try (SealingKey key = SealingKey.random(random)) {
      byte[] sealed = key.seal(plain, random);
      int at = bit % (8 * sealed.length);
      sealed[at / 8] ^= (byte) (1 << at % 8);

      assertThatThrownBy(() -> key.open(sealed)).isInstanceOf(AEADBadTagException.class);
    }
  }

  @Test
  void anotherKeyOpensNothing() {
    try (SealingKey key = SealingKey.random(random);
        SealingKey other = SealingKey.random(random)) {
      byte[] sealed = key.seal(new byte[10], random);

      assertThatThrownBy(() -> other.open(sealed)).isInstanceOf(AEADBadTagException.class);
      assertThatThrownBy(() -> key.open(new byte[31])).isInstanceOf(AEADBadTagException.class);
    }
  }

  @Test
  void theSamePlainBytesAreSealedDifferentlyEachTime() {
    try (SealingKey key = SealingKey.random(random)) {
      assertThat(key.seal(new byte[100], random)).isNotEqualTo(key.seal(new byte[100], random));
    }
  }

  @Test
  void manyThreadsShareAKey() {
    try (SealingKey key = SealingKey.random(random)) {
      boolean allFine =
          IntStream.range(0, 500)
              .parallel()
              .allMatch(
                  i -> {
                    byte[] plain = new byte[i * 7];
                    Arrays.fill(plain, (byte) i);
                    try {
                      return Arrays.equals(key.open(key.seal(plain, random)), plain);
                    } catch (AEADBadTagException e) {
                      return false;
                    }
                  });
      assertThat(allFine).isTrue();
    }
  }

  @Test
  void aClosedKeyIsWiped() {
    SealingKey key = SealingKey.random(random);
    key.close();

    assertThat(key.encryptPart()).containsOnly(0);
    assertThat(key.macKPart()).containsOnly(0);
    assertThatThrownBy(() -> key.seal(new byte[1], random))
        .isInstanceOf(IllegalStateException.class);
  }

  /** The third vector of RFC 7914, whose 64 bytes are the parts of a key one after the other. */
  @Test
  void scryptDerivesAsTheRfcSays() {
    try (Secret password = Secret.ofPassword("pleaseletmein".toCharArray());
        SealingKey key =
            new KdfStrength(16384, 8, 1).derive(password, "SodiumChloride".getBytes(UTF_8))) {
      HexFormat hex = HexFormat.of();
      assertThat(hex.formatHex(key.encryptPart()))
          .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
      assertThat(hex.formatHex(key.macKPart())).isEqualTo("d5432955613f0fcf62d49705242a9af9");
    }
  }

  @Test
  void absurdScryptCostsAreRefused() {
    assertThatThrownBy(() -> new KdfStrength(3, 8, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KdfStrength(1 << 24, 8, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KdfStrength(2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsAreWipedAndNeverPrinted() {
    Secret secret = Secret.ofPassword("pässword".toCharArray());
    assertThat(secret.copy()).isEqualTo("pässword".getBytes(UTF_8));
    assertThat(secret.toString()).doesNotContain("ssword");
    secret.close();
    assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    try (Secret key = Secret.random(random)) {
      assertThat(new String(key.copy(), UTF_8)).matches("[0-9a-f]{64}");
    }
  }
}
