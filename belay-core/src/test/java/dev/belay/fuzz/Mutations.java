package dev.belay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.belay.model.BelayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Gives a reader what real files become when something is done to them: bits, bytes and pieces of
 * them changed, left out, doubled, put elsewhere, or replaced by what is awkward. Whatever comes,
 * the reader returns, or throws an IOException or a BelayException; it ends, and takes no more
 * memory than a multiple of what it was given. The same inputs each time.
 */
public final class Mutations {
  /** Something that reads. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input) throws IOException;
  }

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final long BYTES = 8 << 20;
  private static final int TIMES = 300;

  private static final List<String> AWKWARD =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "[",
          "{",
          "]",
          "}",
          ",",
          ":",
          "\"",
          "\"\"",
          "\\",
          "\\N",
          "\\u0000",
          "0",
          "-1",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "99999999999999999999999",
          "1e5",
          "1e999999999",
          "-0.0",
          "NaN",
          "\t",
          "\n",
          "\r",
          "\0",
          "[".repeat(3000),
          "{\"a\":".repeat(1500),
          "9".repeat(5000),
          "\u20ac",
          "'",
          ".",
          "..",
          "/");

  private final long bytes;
  private final Random random;
  private final List<byte[]> seeds;

  private Mutations(List<byte[]> seeds, long bytes, long seed) {
    this.bytes = bytes;
    this.seeds = List.copyOf(seeds);
    this.random = new Random(seed);
  }

  /**
   * @param seeds whole files, which the reader takes
   * @param tries how many mutations
   */
  public static void of(List<byte[]> seeds, int tries, Reader reader) throws IOException {
    of(seeds, tries, BYTES, reader);
  }

  /**
   * The same for a reader that needs memory of its own.
   *
   * @param bytes how much it may take, beside a multiple of what it was given
   */
  public static void of(List<byte[]> seeds, int tries, long bytes, Reader reader)
      throws IOException {
    for (byte[] seed : seeds) {
      reader.read(seed.clone());
    }
    if (Thread.currentThread() instanceof JazzerTarget.Worker worker) {
      worker.serve(seeds, reader);
      return;
    }
    Mutations mutations = new Mutations(seeds, bytes, 1);
    assertTimeoutPreemptively(
        LONG,
        () -> {
          for (int i = 0; i < tries; i++) {
            mutations.attempt(mutations.next(), reader);
          }
        });
  }

  private void attempt(byte[] input, Reader reader) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    give(input, reader);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes taken for %s", shown(input))
        .isLessThan(bytes + (long) TIMES * input.length);
  }

  /** Has it read, and fails where it fails in another way than readers may. */
  static void give(byte[] input, Reader reader) {
    try {
      reader.read(input.clone());
    } catch (IOException | BelayException e) {
      // This is how it is said that something is wrong.
    } catch (RuntimeException | Error e) {
      throw new AssertionError("for " + shown(input), e);
    }
  }

  private static String shown(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    return (text.length() > 200 ? text.substring(0, 200) + "…" : text)
        + "\n"
        + Base64.getEncoder().encodeToString(input);
  }

  private byte[] next() {
    byte[] input = seeds.get(random.nextInt(seeds.size()));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input;
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return awkward();
    }
    int from = random.nextInt(input.length);
    int to = from + Math.min(input.length - from, random.nextInt(1 + random.nextInt(64)));
    return switch (random.nextInt(9)) {
      case 0 -> {
        byte[] bit = input.clone();
        bit[from] ^= (byte) (1 << random.nextInt(8));
        yield bit;
      }
      case 1 -> {
        byte[] other = input.clone();
        other[from] = (byte) random.nextInt();
        yield other;
      }
      case 2 -> spliced(input, from, to, new byte[0]);
      case 3 -> spliced(input, from, from, java.util.Arrays.copyOfRange(input, from, to));
      case 4 -> java.util.Arrays.copyOf(input, from);
      case 5 -> spliced(input, from, from, awkward());
      case 6 -> token(input, from);
      case 7 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int at = random.nextInt(Math.max(1, other.length));
        yield spliced(
            input,
            from,
            to,
            java.util.Arrays.copyOfRange(other, at, Math.min(other.length, at + 40)));
      }
      default -> spliced(input, from, to, awkward());
    };
  }

  /** A number, a word or a text that begins near there becomes something else. */
  private byte[] token(byte[] input, int near) {
    int from = near;
    while (from < input.length && !word(input[from])) {
      from++;
    }
    int to = from;
    while (to < input.length && word(input[to])) {
      to++;
    }
    boolean quoted = from > 0 && to < input.length && input[from - 1] == '"' && input[to] == '"';
    return quoted && random.nextBoolean()
        ? spliced(input, from - 1, to + 1, awkward())
        : spliced(input, from, to, awkward());
  }

  private static boolean word(byte b) {
    return b == '-' || b == '.' || Character.isLetterOrDigit(b);
  }

  private byte[] awkward() {
    return AWKWARD.get(random.nextInt(AWKWARD.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, from);
    out.writeBytes(middle);
    out.write(input, to, input.length - to);
    return out.toByteArray();
  }
}
