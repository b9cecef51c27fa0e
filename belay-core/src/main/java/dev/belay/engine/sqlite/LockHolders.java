package dev.belay.engine.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who has a file open, where the system tells ({@code /proc}). */
final class LockHolders {
  private static final int NAMED_AT_MOST = 3;

  private LockHolders() {}

  /**
   * {@code ; it is open in process 42 (app)}; nothing where no other process is seen to have it.
   */
  static String describe(Path file) throws IOException {
    Path proc = Path.of("/proc");
    if (!Files.isDirectory(proc)) {
      return "";
    }
    List<String> holders = new ArrayList<>();
    Path real = Files.exists(file) ? file.toRealPath() : file;
    String self = Long.toString(ProcessHandle.current().pid());
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        String pid = process.getFileName().toString();
        boolean other = !pid.equals(self);
        if (other && holders.size() < NAMED_AT_MOST && hasOpen(process, real)) {
          holders.add(pid + " (" + command(process) + ")");
        }
      }
    }
    return holders.isEmpty() ? "" : "; it is open in process " + String.join(", ", holders);
  }

  private static boolean hasOpen(Path process, Path real) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : open) {
        if (Files.readSymbolicLink(descriptor).equals(real)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // Somebody else's process, or one that has just ended: it can't be named.
      return false;
    }
    return false;
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
