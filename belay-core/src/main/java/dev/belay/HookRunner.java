package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Hooks;
import dev.belay.model.Hooks.Hook;
import dev.belay.model.Profile;
import dev.belay.model.Progress;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands that a profile wants around backups and runs. No shell is involved, and no
 * secret of this process's environment goes along. A command that does not end in time is ended,
 * with whatever it started.
 */
final class HookRunner {
  /** How much of what a command printed is told where it fails. */
  private static final int TOLD_BYTES = 4096;

  private static final int TOLD_LINES = 3;

  private static final long LOOK_MILLIS = 100;

  /** What the variables that hold secrets have in their names. */
  private static final List<String> SECRET =
      List.of("PASSWORD", "PASSWD", "_PWD", "SECRET", "TOKEN", "PASSPHRASE", "CREDENTIAL", "_KEY");

  private final Progress progress;

  HookRunner(Progress progress) {
    this.progress = progress;
  }

  /** What the hooks are around. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Runs the hooks on backup that a profile has around the work, as {@link #around} does. */
  <T> T aroundBackup(Optional<Profile> profile, Work<T> work, BiFunction<T, String, T> warned)
      throws IOException {
    Hooks hooks = profile.map(Profile::hooks).orElse(Hooks.NONE);
    return around("backup", hooks.beforeBackup(), hooks.afterBackup(), work, warned);
  }

  /**
   * Runs {@code before}, the work, and then {@code after}, whatever became of them: it brings back
   * what {@code before} may have stopped. Where {@code before} fails, the work is not begun.
   *
   * @param noun what the hooks are called after: {@code backup}, {@code run}
   * @param warned the result of the work with a warning more, for where {@code after} fails: what
   *     is done is done
   */
  <T> T around(
      String noun,
      Optional<Hook> before,
      Optional<Hook> after,
      Work<T> work,
      BiFunction<T, String, T> warned)
      throws IOException {
    T result;
    try {
      if (before.isPresent()) {
        run("before-" + noun, before.get());
      }
      result = work.run();
    } catch (IOException | RuntimeException e) {
      try {
        after(noun, after);
      } catch (BelayException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
    try {
      after(noun, after);
      return result;
    } catch (BelayException e) {
      return warned.apply(result, String.valueOf(e.getMessage()));
    }
  }

  private void after(String noun, Optional<Hook> after) {
    if (after.isPresent()) {
      // Also after an interruption: the application is to come back.
      new HookRunner(Progress.NONE).run("after-" + noun, after.get());
    }
  }

  /**
   * Runs one command. FAILED, with the last that it printed, where it can't be started, ends with
   * another exit code than 0, or not in time.
   *
   * @param name what people call it: {@code before-run}
   */
  void run(String name, Hook hook) {
    String what = "hook " + name + " (" + hook.command().get(0) + ")";
    progress.phase(name);
    try {
      Path output = Files.createTempFile("belay-hook", ".out");
      try {
        run(what, hook, output);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw failed(what + " can't be started: " + e.getMessage(), "", e);
    }
  }

  private void run(String what, Hook hook, Path output) throws IOException {
    // A file and no pipe: what the command leaves running may hold it open for as long as it likes.
    ProcessBuilder builder =
        new ProcessBuilder(hook.command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
    builder.environment().keySet().removeIf(HookRunner::secret);
    Process process = builder.start();
    try {
      int exit = await(what, process, hook.limit(), output);
      if (exit != 0) {
        throw failed(what + " ended with exit code " + exit, said(output), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(what);
    } finally {
      if (process.isAlive()) {
        end(process);
      }
    }
  }

  private int await(String what, Process process, Duration limit, Path output)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (progress.cancelled()) {
        throw interrupted(what);
      }
      if (System.nanoTime() - end > 0) {
        end(process);
        throw failed(
            what + " did not end within " + text(limit) + " and was ended", said(output), null);
      }
    }
    return process.exitValue();
  }

  private static BelayException interrupted(String what) {
    return new BelayException(
        ErrorCode.INTERRUPTED,
        what + " was interrupted",
        "see how far the command came; 'belay history' tells whether a run was done");
  }

  /** The children first: a parent that is gone has none that could be found. */
  private static void end(Process process) {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    tree.add(process.toHandle());
    tree.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(Duration limit) {
    return limit.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** The last lines that it printed, in one. */
  private static String said(Path output) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(TOLD_BYTES, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      List<String> lines =
          new String(end, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }
  }

  private static boolean secret(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return name.startsWith("BELAY_")
        || name.startsWith("RESTIC_")
        || name.startsWith("AWS_")
        || SECRET.stream().anyMatch(name::contains)
        || name.equals("PGPASSWORD");
  }

  private static BelayException failed(String what, String said, @Nullable Throwable cause) {
    return new BelayException(
        ErrorCode.FAILED,
        what + (said.isEmpty() ? "" : ": " + said),
        "run the command by hand to see why; profiles name it under 'hooks'",
        cause);
  }
}
