package dev.belay.restore;

import dev.belay.engine.FileDatabase;
import dev.belay.model.FileMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where files are kept that a run moved out of its way: {@code .belay/safety} beside the database,
 * so that they are only renamed.
 */
final class SafetyArea {
  private final FileDatabase database;
  private final Path file;

  SafetyArea(FileDatabase named) throws IOException {
    Path path = named.file().toAbsolutePath();
    // The companions lie beside the file itself, not beside a link to it.
    this.file = Files.exists(path) ? path.toRealPath() : path;
    this.database = named.at(file);
  }

  /** The database by its file's own name. */
  FileDatabase database() {
    return database;
  }

  /** Where a run can build the file that will take the database's place. */
  Path fresh(String run) {
    return file.resolveSibling("." + file.getFileName() + ".rebuilt-" + run);
  }

  /** The main file's place. */
  Path file() {
    return file;
  }

  /** All files aside, these in their place. */
  FileSwap swap(String run, List<FileMove> fresh) {
    return new FileSwap(
        database.family().stream().map(Path::toString).toList(), directory(run), fresh);
  }

  private String directory(String run) {
    return file.resolveSibling(".belay").resolve("safety").resolve(run).toString();
  }
}
