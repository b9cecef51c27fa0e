package dev.belay.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.MultiBlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** The two ciphers of one key, set up once. For one thread at a time. */
final class SealingEngine {
  static final int NONCE = 16;
  static final int MAC = 16;

  /**
   * The JVM compiles after some thousand calls, not bytes: with whole blobs the JDK's AES would
   * stay interpreted for the first gigabytes. So slices are small, and the first ones very small.
   */
  private static final int SLICE = 8 << 10;

  private static final int FIRST_SLICE = 512;

  /** How many of the first slices are very small. */
  private static final int FIRST_SLICES = 4_000;

  private final SecretKeySpec aesKey;
  private final MultiBlockCipher padCipher = AESEngine.newInstance();
  private final Cipher aes;
  private final Poly1305 poly1305;
  private final byte[] slice = new byte[SLICE];
  private int slices;

  SealingEngine(byte[] encrypt, byte[] macK, byte[] macR) {
    aesKey = new SecretKeySpec(encrypt, "AES");
    padCipher.init(true, new KeyParameter(macK));
    poly1305 = new Poly1305(macR);
    try {
      aes = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES in counter mode", e);
    }
  }

  /** Clears the bits of {@code r} that Poly1305 wants clear. */
  static void clamp(byte[] r) {
    for (int i = 3; i < r.length; i += 4) {
      r[i] &= 0x0f;
    }
    for (int i = 4; i < r.length; i += 4) {
      r[i] &= (byte) 0xfc;
    }
  }

  /** Encrypts or decrypts, which are the same in counter mode; {@code out} may be {@code in}. */
  void crypt(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      aes.init(Cipher.ENCRYPT_MODE, aesKey, new IvParameterSpec(nonce));
      for (int done = 0; done < length; ) {
        int size = slice(length - done);
        aes.update(in, inOffset + done, size, out, outOffset + done);
        done += size;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused its input", e);
    }
  }

  private int slice(int left) {
    if (slices < FIRST_SLICES) {
      slices++;
      return Math.min(FIRST_SLICE, left);
    }
    return Math.min(SLICE, left);
  }

  /**
   * The same with buffers, slice by slice through a small array. Both may be the same memory; their
   * positions do not move.
   */
  void crypt(byte[] nonce, ByteBuffer in, int inOffset, int length, ByteBuffer out, int outOffset) {
    try {
      aes.init(Cipher.ENCRYPT_MODE, aesKey, new IvParameterSpec(nonce));
      for (int done = 0; done < length; ) {
        int size = slice(length - done);
        in.get(inOffset + done, slice, 0, size);
        aes.update(slice, 0, size, slice, 0);
        out.put(outOffset + done, slice, 0, size);
        done += size;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused its input", e);
    }
  }

  /** The authentication code of these bytes under this nonce. */
  byte[] mac(byte[] nonce, byte[] bytes, int offset, int length) {
    return poly1305.mac(bytes, offset, length, pad(nonce));
  }

  /** The same of a buffer, whose position does not move. */
  byte[] mac(byte[] nonce, ByteBuffer bytes, int offset, int length) {
    poly1305.begin();
    for (int done = 0; done < length; ) {
      int size = slice(length - done);
      bytes.get(offset + done, slice, 0, size);
      poly1305.update(slice, 0, size);
      done += size;
    }
    return poly1305.finish(pad(nonce));
  }

  private byte[] pad(byte[] nonce) {
    byte[] pad = new byte[MAC];
    padCipher.processBlock(nonce, 0, pad, 0);
    return pad;
  }

  /** Forgets what went through. */
  void wipe() {
    Arrays.fill(slice, (byte) 0);
  }
}
