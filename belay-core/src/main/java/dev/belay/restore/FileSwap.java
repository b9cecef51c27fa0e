package dev.belay.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.belay.files.Places;
import dev.belay.model.FileMove;
import dev.belay.model.KeptFiles;
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
 * Puts a database's files aside whole and another set of files, or none, in their place, by
 * renaming within one file system. It can be broken off at any point and {@link #complete
 * completed} later: what was not moved yet is moved then. Nothing is overwritten and nothing is
 * opened; a file that somebody else made in between is put aside, too.
 *
 * @param family the places of the database's files, whether something is there or not; the main
 *     file last
 * @param aside the directory that what is there is moved to
 * @param fresh what comes in its place, the main file last
 */
record FileSwap(List<String> family, String aside, List<FileMove> fresh) {
  private static final String PREFIX = "files:";

  FileSwap {
    family = List.copyOf(family);
    fresh = List.copyOf(fresh);
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

  /** What is there now, and will be aside. */
  KeptFiles kept() {
    List<String> names = present().stream().map(f -> f.getFileName().toString()).toList();
    return new KeptFiles(names.isEmpty() ? "" : aside, names, main().toString());
  }

  /** Every move, for showing. */
  List<FileMove> moves() {
    List<FileMove> moves =
        new java.util.ArrayList<>(
            present().stream().map(f -> new FileMove(f.toString(), kept(f).toString())).toList());
    moves.addAll(fresh);
    return moves;
  }

  private List<Path> present() {
    return family.stream().map(Path::of).filter(Files::exists).toList();
  }

  private Path main() {
    return Path.of(family.get(family.size() - 1));
  }

  private Path kept(Path file) {
    return Path.of(aside).resolve(file.getFileName());
  }

  /** Does what is left to do. Durable when it returns. */
  void complete() throws IOException {
    if (!done()) {
      makePrivate();
      for (String name : family) {
        putAside(Path.of(name));
      }
      sync(Path.of(aside));
      for (FileMove move : fresh) {
        if (Files.exists(Path.of(move.from()))) {
          Files.move(Path.of(move.from()), Path.of(move.to()), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    sync(main().resolveSibling("."));
    for (FileMove move : fresh) {
      sync(Path.of(move.from()).resolveSibling("."));
    }
  }

  /** The main file moves last, out and in. */
  boolean done() {
    return fresh.isEmpty()
        ? Files.exists(kept(main()))
        : fresh.stream().noneMatch(m -> Files.exists(Path.of(m.from())));
  }

  private void putAside(Path file) throws IOException {
    boolean came =
        fresh.stream()
            .anyMatch(m -> m.to().equals(file.toString()) && !Files.exists(Path.of(m.from())));
    if (came || !Files.exists(file)) {
      return;
    }
    Files.move(file, Places.free(kept(file)), StandardCopyOption.ATOMIC_MOVE);
  }

  private void makePrivate() throws IOException {
    Path directory = Path.of(aside);
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path beside = main().resolveSibling(".").normalize();
    for (Path made = directory; !made.equals(beside); made = made.resolve("..").normalize()) {
      sync(made);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
