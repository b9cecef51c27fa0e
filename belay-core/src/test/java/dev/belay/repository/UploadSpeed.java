package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belay.model.BlobId;
import dev.belay.store.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Prints how fast chunks of rows are saved: give a directory that is empty, and how many MiB. To be
 * run by hand with {@code -Xmx96m -XX:+UseSerialGC}; nothing asserts its numbers.
 */
final class UploadSpeed {
  private static final int CHUNK = 1 << 20;
  private static final int VARIANTS = 16;

  private UploadSpeed() {}

  @SuppressWarnings("SystemOut") // a program to be run by hand
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    int chunks = Integer.parseInt(arguments[1]);
    byte[][] variants = new byte[VARIANTS][];
    for (int i = 0; i < VARIANTS; i++) {
      variants[i] = rows(new Random(i));
    }
    Repositories.create(new LocalStore(directory)).close();
    long start = System.nanoTime();
    BlobIds.Builder ids = new BlobIds.Builder();
    long stored;
    try (Repository repository = Repositories.open(new LocalStore(directory));
        Upload upload = repository.upload()) {
      byte[] chunk = new byte[CHUNK];
      for (int i = 0; i < chunks; i++) {
        System.arraycopy(variants[i % VARIANTS], 0, chunk, 0, CHUNK);
        chunk[i % 1000] = (byte) i;
        chunk[1000 + i / 1000] = (byte) i;
        ids.add(upload.save(BlobType.DATA, chunk, 0, CHUNK));
      }
      BlobId tree =
          new TreeWriter(Repositories.TIME)
              .file("base", (long) chunks * CHUNK, ids.build())
              .save(upload);
      upload.commit(Repositories.snapshot(tree));
      stored = upload.bytesStored();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%d MiB in %.2f s: %.0f MiB/s, stored %d MiB, heap used %d MiB of %d%n",
        chunks,
        seconds,
        chunks / seconds,
        stored >> 20,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.maxMemory() >> 20);
    System.out.print(memory());
  }

  private static String memory() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM") || line.startsWith("RssAnon") || line.startsWith("VmRSS")) {
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  private static byte[] rows(Random random) {
    String[] words = new String[3000];
    for (int i = 0; i < words.length; i++) {
      words[i] =
          random
              .ints(3 + random.nextInt(8), 'a', 'z' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
    }
    StringBuilder text = new StringBuilder(CHUNK + 1000);
    for (int row = 0; text.length() < CHUNK; row++) {
      text.append(row).append('\t').append(random.nextInt(1_000_000)).append(".25\t2026-11-21 ");
      text.append(random.nextInt(24)).append(':').append(random.nextInt(60)).append('\t');
      for (int i = 0; i < 20; i++) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      text.append('\n');
    }
    return Arrays.copyOf(text.toString().getBytes(UTF_8), CHUNK);
  }
}
