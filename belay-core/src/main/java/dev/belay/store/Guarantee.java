package dev.belay.store;

import static dev.belay.store.Proof.require;
import static dev.belay.store.Proof.requireFailure;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link Store} guarantees, each with its proof on an empty place that nobody else uses. What
 * no program can prove is missing: that a file outlives a loss of power.
 */
public enum Guarantee {
  READS_WHAT_WAS_WRITTEN("a file of any kind is read back as it was written, whole and in part") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      for (FileKind kind : FileKind.values()) {
        String name = at.name(kind);
        at.one().write(kind, name, new byte[] {1, 2, 3, 4});
        require(Arrays.equals(at.one().read(kind, name), new byte[] {1, 2, 3, 4}), "content");
        require(at.one().size(kind, name) == 4, "size");
        require(at.one().exists(kind, name), "it is not there");
        byte[] range = new byte[4];
        at.one().readRange(kind, name, 1, range, 1, 2);
        require(Arrays.equals(range, new byte[] {0, 2, 3, 0}), "a range");
        require(Proof.list(at.one(), kind).equals(Map.of(name, 4L)), "a listing of " + kind);
      }
    }
  },

  EMPTY_AND_LARGE("an empty file and one of several megabytes are whole") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      String empty = at.name(FileKind.PACK);
      String large = at.name(FileKind.PACK);
      byte[] content = Proof.noise(large, (5 << 20) + 7);
      at.one().write(FileKind.PACK, empty, new byte[0]);
      at.one().write(FileKind.PACK, large, content);
      require(Arrays.equals(at.two().read(FileKind.PACK, large), content), "content");
      require(at.two().read(FileKind.PACK, empty).length == 0, "the empty one");
      byte[] middle = new byte[1 << 20];
      at.two().readRange(FileKind.PACK, large, 3 << 20, middle, 0, middle.length);
      require(Arrays.equals(middle, Arrays.copyOfRange(content, 3 << 20, 4 << 20)), "a range");
      Map<String, Long> expected = Map.of(empty, 0L, large, (long) content.length);
      require(Proof.list(at.two(), FileKind.PACK).equals(expected), "the listing");
    }
  },

  NOT_FOUND("what is not there is told apart from what can't be read") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      for (FileKind kind : FileKind.values()) {
        String name = at.name(kind);
        require(Proof.list(at.one(), kind).isEmpty(), kind + " is not empty");
        require(!at.one().exists(kind, name), "it is there");
        requireFailure(NoSuchFileException.class, () -> at.one().read(kind, name));
        requireFailure(NoSuchFileException.class, () -> at.one().size(kind, name));
        requireFailure(
            NoSuchFileException.class, () -> at.one().readRange(kind, name, 0, new byte[1], 0, 1));
      }
    }
  },

  RANGES_END("a range that goes past the end of a file is an error, and no shorter answer") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      String name = at.name(FileKind.PACK);
      at.one().write(FileKind.PACK, name, new byte[10]);
      for (int from : List.of(8, 10, 50)) {
        requireFailure(
            EOFException.class,
            () -> at.one().readRange(FileKind.PACK, name, from, new byte[3], 0, 3));
      }
    }
  },

  WHOLE_OR_NOTHING("nobody sees a file before it is complete, and one given up leaves nothing") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      String name = at.name(FileKind.PACK);
      byte[] content = Proof.noise(name, 1 << 20);
      try (Draft draft = at.one().draft(FileKind.PACK)) {
        draft.append(content, 0, content.length / 2);
        draft.append(content, content.length / 2, content.length / 2);
        require(draft.length() == content.length, "its length");
        require(Proof.list(at.two(), FileKind.PACK).isEmpty(), "it is listed too early");
        draft.commit(name);
      }
      require(Arrays.equals(at.two().read(FileKind.PACK, name), content), "content");
      try (Draft draft = at.one().draft(FileKind.SNAPSHOT)) {
        draft.append(content, 0, content.length);
      }
      require(Proof.list(at.two(), FileKind.SNAPSHOT).isEmpty(), "a discarded one is listed");
    }
  },

  WRITTEN_ONCE("a name that exists is never overwritten") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      for (FileKind kind : FileKind.values()) {
        String name = at.name(kind);
        at.one().write(kind, name, new byte[] {1});
        requireFailure(
            FileAlreadyExistsException.class, () -> at.two().write(kind, name, new byte[] {2}));
        require(Arrays.equals(at.one().read(kind, name), new byte[] {1}), "it changed");
      }
    }
  },

  ONE_WINNER("of several who write one name at once exactly one succeeds") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      String name = at.name(FileKind.RUN);
      List<Integer> winners =
          at.together(
              writer -> {
                Store store = writer % 2 == 0 ? at.one() : at.two();
                try {
                  store.write(FileKind.RUN, name, new byte[] {(byte) (int) writer});
                  return true;
                } catch (FileAlreadyExistsException e) {
                  return false;
                }
              });
      require(winners.size() == 1, winners.size() + " succeeded");
      byte[] content = at.one().read(FileKind.RUN, name);
      require(content.length == 1 && content[0] == winners.get(0), "another one's content");
    }
  },

  CONSISTENT("what was written or deleted is seen at once from another connection") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      for (int i = 0; i < 5; i++) {
        String name = at.name(FileKind.LOCK);
        require(!at.two().exists(FileKind.LOCK, name), "it is there too early");
        at.one().write(FileKind.LOCK, name, new byte[] {(byte) i});
        require(Proof.list(at.two(), FileKind.LOCK).containsKey(name), "it is not listed");
        require(at.two().exists(FileKind.LOCK, name), "it is not found");
        at.one().delete(FileKind.LOCK, name);
        require(!Proof.list(at.two(), FileKind.LOCK).containsKey(name), "it is still listed");
        require(!at.two().exists(FileKind.LOCK, name), "it is still found");
      }
    }
  },

  LISTED_ONCE("a listing shows every file exactly once, also while others write") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      Map<String, Long> expected = new TreeMap<>();
      for (int i = 0; i < 3 * Proof.TOGETHER; i++) {
        expected.put(at.name(FileKind.PACK), (long) i);
      }
      List<String> names = List.copyOf(expected.keySet());
      at.together(
          writer -> {
            for (int i = writer; i < names.size(); i += Proof.TOGETHER) {
              byte[] content = new byte[expected.getOrDefault(names.get(i), 0L).intValue()];
              at.one().write(FileKind.PACK, names.get(i), content);
              at.two().list(FileKind.PACK, (name, size) -> {});
            }
            return true;
          });
      require(Proof.list(at.two(), FileKind.PACK).equals(expected), "the listing");
    }
  },

  DELETES("a deleted file is gone, its name is free, and deleting what is gone is no error") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      for (FileKind kind : FileKind.values()) {
        String name = at.name(kind);
        at.one().delete(kind, name);
        at.one().write(kind, name, new byte[1]);
        at.one().delete(kind, name);
        at.two().delete(kind, name);
        require(!at.one().exists(kind, name), "it is there");
        require(Proof.list(at.one(), kind).isEmpty(), "it is listed");
        at.one().write(kind, name, new byte[2]);
        require(at.two().size(kind, name) == 2, "its successor");
      }
    }
  },

  NAMES("a name that does not fit its kind goes nowhere") {
    @Override
    void prove(Proof at) throws IOException, BrokenGuarantee {
      List<String> bad = List.of("", "..", "../config", "A".repeat(64), "x/y", "a".repeat(63));
      for (String name : bad) {
        requireFailure(
            IllegalArgumentException.class, () -> at.one().write(FileKind.PACK, name, new byte[0]));
        requireFailure(
            IllegalArgumentException.class, () -> at.one().read(FileKind.SNAPSHOT, name));
      }
      for (String name : List.of("", "..", ".x", "a/b", "Ab", "a b", "-a")) {
        requireFailure(
            IllegalArgumentException.class, () -> at.one().write(FileKind.RUN, name, new byte[0]));
      }
    }
  };

  private final String sentence;

  Guarantee(String sentence) {
    this.sentence = sentence;
  }

  /** What is guaranteed, for people. */
  public String sentence() {
    return sentence;
  }

  abstract void prove(Proof at) throws IOException, BrokenGuarantee;

  /**
   * Proves it on a place that is empty and nobody's, through two stores that know nothing of each
   * other, and removes what it wrote.
   *
   * @throws BrokenGuarantee where the storage does not keep it
   * @throws IOException where that could not be found out
   */
  public void prove(Store one, Store two) throws IOException, BrokenGuarantee {
    Proof at = new Proof(one, two);
    try {
      one.initialize();
      prove(at);
    } finally {
      at.removeAll();
    }
  }
}
