package dev.belay.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.AEADBadTagException;

/**
 * A key that seals bytes and opens what it sealed. Sealed form, from restic's design document:
 * {@code nonce(16) || AES-256-CTR(plain) || Poly1305-AES(ciphertext)(16)}.
 *
 * <p>Thread-safe. Wiped when closed; closing while another thread uses it is the caller's mistake.
 */
public final class SealingKey implements AutoCloseable {
  /** How many bytes longer than its plain form a sealed one is. */
  public static final int OVERHEAD = SealingEngine.NONCE + SealingEngine.MAC;

  /** Where the ciphertext begins in the sealed form, so that callers can seal in place. */
  public static final int PLAIN_OFFSET = SealingEngine.NONCE;

  private final byte[] encrypt;
  private final byte[] macK;
  private final byte[] macR;
  private final AtomicBoolean closed = new AtomicBoolean();
  // Setting up ciphers costs more than sealing a small file, so engines are used again.
  private final Queue<SealingEngine> idle = new ConcurrentLinkedQueue<>();

  private SealingKey(byte[] encrypt, byte[] macK, byte[] macR) {
    this.encrypt = encrypt;
    this.macK = macK;
    this.macR = macR;
  }

  /**
   * The key with these parts, which it takes over: 32 bytes for AES-256, 16 for the AES of
   * Poly1305-AES, 16 for its {@code r}, which is clamped here.
   */
  public static SealingKey of(byte[] encrypt, byte[] macK, byte[] macR) {
    if (encrypt.length != 32 || macK.length != 16 || macR.length != 16) {
      throw new IllegalArgumentException("a sealing key has parts of 32, 16 and 16 bytes");
    }
    SealingEngine.clamp(macR);
    return new SealingKey(encrypt, macK, macR);
  }

  /** A new random key. */
  public static SealingKey random(SecureRandom random) {
    byte[] encrypt = new byte[32];
    byte[] macK = new byte[16];
    byte[] macR = new byte[16];
    random.nextBytes(encrypt);
    random.nextBytes(macK);
    random.nextBytes(macR);
    return of(encrypt, macK, macR);
  }

  /** A copy of the AES-256 key, which the caller wipes. */
  public byte[] encryptPart() {
    return encrypt.clone();
  }

  /** A copy of the AES key of Poly1305-AES, which the caller wipes. */
  public byte[] macKPart() {
    return macK.clone();
  }

  /** A copy of the clamped {@code r} of Poly1305-AES, which the caller wipes. */
  public byte[] macRPart() {
    return macR.clone();
  }

  /** The sealed form of {@code plain}, under a new random nonce. */
  public byte[] seal(byte[] plain, SecureRandom random) {
    byte[] sealed = new byte[plain.length + OVERHEAD];
    System.arraycopy(plain, 0, sealed, PLAIN_OFFSET, plain.length);
    sealInPlace(sealed, 0, plain.length, random);
    return sealed;
  }

  /**
   * Seals the {@code length} plain bytes that stand at {@code offset + PLAIN_OFFSET}; afterwards
   * the {@code length + OVERHEAD} bytes at {@code offset} are the sealed form.
   */
  public void sealInPlace(byte[] buffer, int offset, int length, SecureRandom random) {
    byte[] nonce = new byte[SealingEngine.NONCE];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, buffer, offset, nonce.length);
    SealingEngine engine = borrow();
    engine.crypt(nonce, buffer, offset + PLAIN_OFFSET, length, buffer, offset + PLAIN_OFFSET);
    byte[] mac = engine.mac(nonce, buffer, offset + PLAIN_OFFSET, length);
    System.arraycopy(mac, 0, buffer, offset + PLAIN_OFFSET + length, mac.length);
    idle.add(engine);
  }

  /**
   * Seals the {@code length} plain bytes that stand at {@code PLAIN_OFFSET} of a buffer; afterwards
   * its first {@code length + OVERHEAD} bytes are the sealed form. The position does not move.
   */
  public void sealInPlace(ByteBuffer buffer, int length, SecureRandom random) {
    byte[] nonce = new byte[SealingEngine.NONCE];
    random.nextBytes(nonce);
    buffer.put(0, nonce);
    SealingEngine engine = borrow();
    engine.crypt(nonce, buffer, PLAIN_OFFSET, length, buffer, PLAIN_OFFSET);
    buffer.put(PLAIN_OFFSET + length, engine.mac(nonce, buffer, PLAIN_OFFSET, length));
    idle.add(engine);
  }

  /** The plain form of a whole sealed array. */
  public byte[] open(byte[] sealed) throws AEADBadTagException {
    byte[] plain = new byte[Math.max(0, sealed.length - OVERHEAD)];
    open(sealed, 0, sealed.length, plain, 0);
    return plain;
  }

  /**
   * Opens {@code length} sealed bytes into {@code target} and returns how many plain bytes that
   * were. Nothing is decrypted before the authentication code was compared, in constant time.
   *
   * @throws AEADBadTagException if the bytes were not sealed with this key, or changed since
   */
  public int open(byte[] sealed, int offset, int length, byte[] target, int targetOffset)
      throws AEADBadTagException {
    int plain = plainLength(length);
    byte[] nonce = Arrays.copyOfRange(sealed, offset, offset + SealingEngine.NONCE);
    SealingEngine engine = borrow();
    try {
      byte[] mac = engine.mac(nonce, sealed, offset + PLAIN_OFFSET, plain);
      int end = offset + PLAIN_OFFSET + plain;
      byte[] stored = Arrays.copyOfRange(sealed, end, end + SealingEngine.MAC);
      require(mac, stored);
      engine.crypt(nonce, sealed, offset + PLAIN_OFFSET, plain, target, targetOffset);
      return plain;
    } finally {
      idle.add(engine);
    }
  }

  /**
   * Opens the first {@code length} bytes of a buffer into the beginning of another and returns how
   * many plain bytes that were. Like the other one for arrays in all else.
   */
  public int open(ByteBuffer sealed, int length, ByteBuffer target) throws AEADBadTagException {
    int plain = plainLength(length);
    byte[] nonce = new byte[SealingEngine.NONCE];
    byte[] stored = new byte[SealingEngine.MAC];
    sealed.get(0, nonce);
    sealed.get(PLAIN_OFFSET + plain, stored);
    SealingEngine engine = borrow();
    try {
      require(engine.mac(nonce, sealed, PLAIN_OFFSET, plain), stored);
      engine.crypt(nonce, sealed, PLAIN_OFFSET, plain, target, 0);
      return plain;
    } finally {
      idle.add(engine);
    }
  }

  private static int plainLength(int sealed) throws AEADBadTagException {
    if (sealed < OVERHEAD) {
      throw new AEADBadTagException("sealed bytes are at least " + OVERHEAD + ", not " + sealed);
    }
    return sealed - OVERHEAD;
  }

  private static void require(byte[] mac, byte[] stored) throws AEADBadTagException {
    if (!MessageDigest.isEqual(mac, stored)) {
      throw new AEADBadTagException("the authentication code does not fit");
    }
  }

  private SealingEngine borrow() {
    if (closed.get()) {
      throw new IllegalStateException("the key was wiped");
    }
    SealingEngine engine = idle.poll();
    return engine == null ? new SealingEngine(encrypt, macK, macR) : engine;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      idle.forEach(SealingEngine::wipe);
      idle.clear();
      Arrays.fill(encrypt, (byte) 0);
      Arrays.fill(macK, (byte) 0);
      Arrays.fill(macR, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "SealingKey[hidden]";
  }
}
