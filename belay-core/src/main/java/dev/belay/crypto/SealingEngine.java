package dev.belay.crypto;

import java.security.GeneralSecurityException;
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
   * The JDK's AES turns fast after some thousand calls, not bytes, so it is fed small slices: with
   * whole blobs it would stay interpreted for the first gigabytes.
   */
  private static final int SLICE = 8 << 10;

  private final SecretKeySpec aesKey;
  private final MultiBlockCipher padCipher = AESEngine.newInstance();
  private final Cipher aes;
  private final Poly1305 poly1305;

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
        int slice = Math.min(SLICE, length - done);
        aes.update(in, inOffset + done, slice, out, outOffset + done);
        done += slice;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused its input", e);
    }
  }

  /** The authentication code of these bytes under this nonce. */
  byte[] mac(byte[] nonce, byte[] bytes, int offset, int length) {
    byte[] pad = new byte[MAC];
    padCipher.processBlock(nonce, 0, pad, 0);
    return poly1305.mac(bytes, offset, length, pad);
  }
}
