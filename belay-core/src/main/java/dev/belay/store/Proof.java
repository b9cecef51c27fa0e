package dev.belay.store;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the proofs of {@link Guarantee} work with: two ways to one empty place. */
record Proof(Store one, Store two) {
  /** How many write at once. */
  static final int TOGETHER = 8;

  private static final SecureRandom RANDOM = new SecureRandom();

  interface Call {
    void run() throws IOException;
  }

  interface Writer {
    boolean writes(Integer number) throws IOException;
  }

  /** A name that nothing has yet, where the kind has more than one. */
  String name(FileKind kind) {
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    return kind == FileKind.CONFIG ? FileKind.CONFIG_NAME : HexFormat.of().formatHex(random);
  }

  static byte[] noise(String seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed.hashCode()).nextBytes(bytes);
    return bytes;
  }

  static void require(boolean holds, String otherwise) throws BrokenGuarantee {
    if (!holds) {
      throw new BrokenGuarantee("not as it should be: " + otherwise);
    }
  }

  static void requireFailure(Class<? extends Exception> expected, Call call)
      throws IOException, BrokenGuarantee {
    try {
      call.run();
    } catch (IOException | RuntimeException e) {
      if (expected.isInstance(e)) {
        return;
      }
      if (e instanceof StoreException cannot) {
        throw cannot;
      }
      throw new BrokenGuarantee("failed with " + e + " and not " + expected.getSimpleName(), e);
    }
    throw new BrokenGuarantee("succeeded, where " + expected.getSimpleName() + " is due");
  }

  static Map<String, Long> list(Store store, FileKind kind) throws IOException, BrokenGuarantee {
    Map<String, Long> files = new TreeMap<>();
    List<String> twice = new ArrayList<>();
    store.list(
        kind,
        (name, size) -> {
          if (files.put(name, size) != null) {
            twice.add(name);
          }
        });
    require(twice.isEmpty(), "listed twice: " + twice);
    return files;
  }

  /** Lets several do it at once; gives the numbers of those whose writing succeeded. */
  List<Integer> together(Writer writer) throws IOException, BrokenGuarantee {
    ExecutorService threads = Executors.newFixedThreadPool(TOGETHER);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        Integer number = i;
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return writer.writes(number);
                }));
      }
      start.countDown();
      List<Integer> winners = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        if (all.get(i).get()) {
          winners.add(i);
        }
      }
      return winners;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new BrokenGuarantee("failed with " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  void removeAll() throws IOException {
    for (FileKind kind : FileKind.values()) {
      List<String> names = new ArrayList<>();
      one.list(kind, (name, size) -> names.add(name));
      for (String name : names) {
        one.delete(kind, name);
      }
    }
    one.removeIfEmpty();
  }
}
