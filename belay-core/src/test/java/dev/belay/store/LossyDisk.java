package dev.belay.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A disk that remembers what a crash would leave: of each file what was synced, of each directory
 * the names that it had when it was synced. What was not is lost, or is not, as the file system
 * likes; the {@link Loss} says which. Whenever something becomes durable or is removed, each loss
 * gives an image of the whole directory. Files here never change once they are synced, so an image
 * is made of links.
 */
public final class LossyDisk extends Disk {
  /** What becomes of names that were added or removed and not synced. */
  public enum Loss {
    /** All is as it was at the last sync. */
    EVERYTHING,
    /** All names are as they are now; what was not synced of their files is lost. */
    CONTENT,
    /** Nothing that was added is there, nothing that was removed comes back. */
    ADDITIONS,
    /** Packs are as they are now, all else as at the last sync. */
    ALL_BUT_PACKS,
    /** Packs are as at the last sync, all else as it is now. */
    PACKS,
    /** Each name one way or the other. */
    SOME
  }

  private final Path root;
  private final Path kept;
  private final Path images;
  private final Random random = new Random(7);
  private final Map<Path, Map<String, Object>> names = new HashMap<>();
  private final Set<Object> synced = new HashSet<>();
  private final Set<List<String>> seen = new HashSet<>();
  private final List<Path> taken = new ArrayList<>();

  /**
   * @param root what lies there now is all durable
   * @param images where images are made
   */
  public LossyDisk(Path root, Path images) throws IOException {
    super(root);
    this.root = root;
    this.images = images;
    this.kept = Files.createDirectories(images.resolve("kept"));
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          names.put(path, entries(path));
        } else {
          keep(path);
        }
      }
    }
  }

  /** A store on this disk. */
  public Store store() {
    return new LocalStore(root, this);
  }

  /** The images since the last call, each another one. */
  public synchronized List<Path> images() {
    List<Path> all = List.copyOf(taken);
    taken.clear();
    return all;
  }

  @Override
  synchronized void sync(Path file, FileChannel channel) throws IOException {
    crash();
    super.sync(file, channel);
    keep(file);
    crash();
  }

  @Override
  synchronized void sync(Path directory) throws IOException {
    crash();
    super.sync(directory);
    names.put(directory, entries(directory));
    crash();
  }

  @Override
  synchronized boolean delete(Path file) throws IOException {
    boolean there = super.delete(file);
    crash();
    return there;
  }

  /** As if the machine lost its power now. */
  public synchronized void crash() throws IOException {
    for (Loss loss : Loss.values()) {
      Map<String, Object> image = new TreeMap<>();
      collect(root, loss, image);
      List<String> known = new ArrayList<>();
      image.forEach((name, key) -> known.add(name + " " + key + " " + synced.contains(key)));
      if (seen.add(known)) {
        Path made = Files.createDirectory(images.resolve(seen.size() + "-" + loss));
        for (Map.Entry<String, Object> entry : image.entrySet()) {
          place(made.resolve(entry.getKey()), entry.getValue());
        }
        taken.add(made);
      }
    }
  }

  private void place(Path path, Object key) throws IOException {
    if (key.equals("directory")) {
      Files.createDirectories(path);
    } else {
      Files.createDirectories(parent(path));
      if (synced.contains(key)) {
        Files.createLink(path, kept.resolve(name(key)));
      } else {
        Files.createFile(path);
      }
    }
  }

  private void collect(Path directory, Loss loss, Map<String, Object> image) throws IOException {
    Map<String, Object> before = names.getOrDefault(directory, Map.of());
    Map<String, Object> now = Files.isDirectory(directory) ? entries(directory) : Map.of();
    Set<String> all = new TreeSet<>(before.keySet());
    all.addAll(now.keySet());
    for (String name : all) {
      Object key = survives(directory, name, loss) ? now.get(name) : before.get(name);
      if (loss == Loss.ADDITIONS && now.get(name) == null) {
        key = null;
      }
      if (key != null) {
        Path path = directory.resolve(name);
        image.put(root.relativize(path).toString(), key);
        if (key.equals("directory")) {
          collect(path, loss, image);
        }
      }
    }
  }

  /** Whether the name is as it is now, not as at the last sync. */
  private boolean survives(Path directory, String name, Loss loss) {
    boolean pack = directory.resolve(name).startsWith(root.resolve("data"));
    return switch (loss) {
      case EVERYTHING, ADDITIONS -> false;
      case CONTENT -> true;
      case ALL_BUT_PACKS -> pack;
      case PACKS -> !pack;
      case SOME -> random.nextBoolean();
    };
  }

  private static Map<String, Object> entries(Path directory) throws IOException {
    Map<String, Object> entries = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.toList()) {
        entries.put(directory.relativize(path).toString(), key(path));
      }
    }
    return entries;
  }

  private static Object key(Path path) throws IOException {
    return Files.isDirectory(path) ? "directory" : Files.getAttribute(path, "unix:ino");
  }

  /** The link keeps the file, and so its number, when all its names are gone. */
  private void keep(Path file) throws IOException {
    Object key = key(file);
    if (synced.add(key)) {
      Files.createLink(kept.resolve(name(key)), file);
    }
  }

  private static String name(Object key) {
    return "file-" + key;
  }
}
