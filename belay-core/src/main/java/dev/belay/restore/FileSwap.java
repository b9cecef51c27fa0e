package dev.belay.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.belay.snapshot.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Puts a database's files aside whole and another set of files in their place, by renaming within
 * one file system. It can be broken off at any point and {@link #complete completed} later: what
 * was not moved yet is moved then. Nothing is overwritten and nothing is opened.
 *
 * @param old the files to put aside, the main file last
 * @param aside the directory that they are moved to
 * @param fresh the new main file
 * @param target where it belongs
 */
record FileSwap(List<String> old, String aside, String fresh, String target) {
  private static final String PREFIX = "files:";

  FileSwap {
    old = List.copyOf(old);
  }

  /** As a commit mark. */
  String mark() {
    try {
      return PREFIX + Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a swap can always be written", e);
    }
  }

  static boolean isMark(String mark) {
    return mark.startsWith(PREFIX);
  }

  static FileSwap parse(String mark) throws IOException {
    return Json.MAPPER.readValue(mark.substring(PREFIX.length()), FileSwap.class);
  }

  /** Does what is left to do. Durable when it returns. */
  void complete() throws IOException {
    Path directory = Path.of(aside);
    if (Files.exists(Path.of(fresh))) {
      makePrivate(directory);
      for (String name : old) {
        Path file = Path.of(name);
        Path kept = directory.resolve(file.getFileName());
        // What has the old main file's name but came here since is the new one.
        if (Files.exists(file) && !Files.exists(kept)) {
          Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      sync(directory);
      Files.move(Path.of(fresh), Path.of(target), StandardCopyOption.ATOMIC_MOVE);
    }
    Path parent = Path.of(target).toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  private static void makePrivate(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
