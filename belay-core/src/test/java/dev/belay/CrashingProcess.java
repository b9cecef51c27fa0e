package dev.belay;

import dev.belay.config.BelayYaml;
import dev.belay.config.BelayYamlReader;
import dev.belay.config.GivenPassword;
import dev.belay.model.CheckResult;
import dev.belay.model.Progress;
import dev.belay.model.TableName;
import dev.belay.retention.Grouping;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import dev.belay.store.Draft;
import dev.belay.store.DraftedStore;
import dev.belay.store.FileKind;
import dev.belay.store.Store;
import dev.belay.store.Stores;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that works with Belay and dies at a given point, without any cleaning up: {@code
 * backup|restore|undo|profile|prune|forget|passwd|backups|prunes|checks REPOSITORY DATABASE POINT};
 * {@code profile} restores, and {@code reset} resets, by the profile of that name in the belay.yaml
 * beside the repository. Points are {@code phase:NAME}, {@code before:KIND:N} and {@code
 * after:KIND:N} for the n-th file of a kind that is written, {@code delete:KIND} for the first that
 * is removed, {@code touch:N} before the n-th file of all that is written or removed, {@code
 * asked:PHASE:N} when the n-th time in a phase somebody asks whether to go on, {@code
 * moving:DIRECTORY:N} when at most n of the files that a run staged there are left, {@code
 * replacing:DIRECTORY} when a new key file there has its content and not its name, or {@code none}.
 * Each phase and each step of progress is printed as a line, so that a parent can also choose when
 * to kill it.
 */
public final class CrashingProcess {
  private static final int OFTEN = 8;
  private static final ForgetRequest KEEP_TWO =
      new ForgetRequest(
          Optional.empty(),
          Optional.empty(),
          new RetentionPolicy(2, Map.of(), Span.NONE, Map.of(), List.of()),
          Grouping.STANDARD);

  private final String point;
  private final AtomicInteger touched = new AtomicInteger();
  private int committed;
  private String phase = "";
  private int asked;

  private CrashingProcess(String point) {
    this.point = point;
  }

  /** Starts one; its output is one stream. */
  public static Process start(Path repository, String database, String command, String point)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingProcess.class.getName(),
            command,
            repository.toString(),
            database,
            point)
        .redirectErrorStream(true)
        .start();
  }

  /** Runs one until it dies at the point that it was given. */
  public static void die(Path repository, String database, String command, String point)
      throws IOException, InterruptedException {
    Process process = start(repository, database, command, point);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 137) {
      throw new AssertionError("%s at %s: %s".formatted(command, point, output));
    }
  }

  public static void main(String[] arguments) {
    CrashingProcess process = new CrashingProcess(arguments[3]);
    Path repository = Path.of(arguments[1]);
    Settings settings =
        arguments[0].equals("passwd")
            ? Workbench.settings(repository, process.watched(Workbench.keyFile(repository)))
            : configured(repository);
    try (Belay belay = Belay.open(settings, location -> process.watched(Stores.open(location)))) {
      switch (arguments[0]) {
        case "backup" -> belay.backup(BackupRequest.of(arguments[2]), process.progress());
        case "restore" ->
            belay.restore(RestoreRequest.of("latest:manual"), Optional.empty(), process.progress());
        case "create" ->
            belay.restore(
                RestoreRequest.of("latest:manual").asNew(arguments[2]),
                Optional.empty(),
                process.progress());
        case "undo" -> belay.undo(UndoRequest.last(), Optional.empty(), process.progress());
        case "profile" ->
            belay.restore(
                RestoreRequest.of("latest:manual").withProfile(arguments[2]),
                Optional.empty(),
                process.progress());
        case "reset" ->
            belay.reset(ResetRequest.of(arguments[2]), Optional.empty(), process.progress());
        case "prune" -> belay.prune("0", false, process.progress());
        case "forget" -> belay.forget(belay.plan(KEEP_TWO), true);
        case "passwd" ->
            belay.changeKey(new GivenPassword(() -> Workbench.SECOND_PASSWORD.toCharArray()));
        case "backups" -> often(() -> belay.backup(BackupRequest.of(arguments[2]), Progress.NONE));
        case "prunes" -> often(() -> belay.prune("0", false, Progress.NONE));
        case "checks" -> often(() -> requireWhole(belay.check(true, Progress.NONE)));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    say("done");
  }

  private static Settings configured(Path repository) {
    Path yaml = repository.resolveSibling("belay.yaml");
    if (!Files.exists(yaml)) {
      return Workbench.settings(repository, Map.of());
    }
    BelayYaml read = BelayYamlReader.read(yaml);
    return Workbench.settings(repository, read.databases()).with(read.profiles());
  }

  /** Dies in the midst of what no hook tells of. */
  private void dieWhileMoving() {
    String[] parts = point.split(":", -1);
    if (!parts[0].equals("moving")) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              while (staged(Path.of(parts[1])) > Integer.parseInt(parts[2])) {
                Thread.onSpinWait();
              }
              reached(point);
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Dies when the new key file is written and has not its name yet. */
  private void dieWhileReplacing() {
    String[] parts = point.split(":", -1);
    if (!parts[0].equals("replacing")) {
      return;
    }
    Path directory = Path.of(parts[1]);
    AtomicBoolean watching = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              while (unnamed(directory) == 0) {
                watching.set(true);
                Thread.onSpinWait();
              }
              reached(point);
            });
    thread.setDaemon(true);
    thread.start();
    while (!watching.get()) {
      Thread.onSpinWait();
    }
  }

  /** How many bytes lie there in a file that is still to be renamed. */
  private static long unnamed(Path directory) {
    File[] files = directory.toFile().listFiles((in, name) -> name.startsWith(".new-"));
    return files == null || files.length == 0 ? 0 : files[0].length();
  }

  private static int staged(Path directory) {
    String[] names = directory.toFile().list((in, name) -> name.startsWith(".belay-"));
    return names == null ? 0 : names.length;
  }

  private static void often(Runnable work) {
    for (int i = 0; i < OFTEN; i++) {
      work.run();
    }
  }

  private static void requireWhole(CheckResult result) {
    if (!result.ok()) {
      throw new IllegalStateException(String.join("\n", result.problems()));
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void reached(String here) {
    if (here.equals(point)) {
      // Like a kill: no hook runs, no stream is flushed, no connection is closed.
      Runtime.getRuntime().halt(137);
    }
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void phase(String name) {
        say("phase " + name);
        phase = name;
        asked = 0;
        if (name.equals("moving files")) {
          dieWhileMoving();
        }
        reached("phase:" + name);
      }

      @Override
      public void table(TableName table, long expectedBytes) {
        say("table " + table);
      }

      @Override
      public void advance(TableName table, long rows, long bytes) {
        say("advance " + table);
      }

      @Override
      public boolean cancelled() {
        reached("asked:%s:%d".formatted(phase, ++asked));
        return false;
      }
    };
  }

  private RepositoryPassword watched(RepositoryPassword password) {
    return new RepositoryPassword() {
      @Override
      public char[] get(boolean creating) throws IOException {
        return password.get(creating);
      }

      @Override
      public boolean random() {
        return password.random();
      }

      @Override
      public Optional<Path> replace(char[] text) throws IOException {
        reached("touch:" + touched.incrementAndGet());
        dieWhileReplacing();
        Optional<Path> file = password.replace(text);
        reached("touch:" + touched.incrementAndGet());
        return file;
      }
    };
  }

  private Store watched(Store store) {
    return new WatchedStore(store);
  }

  /** A store that tells when it is written to. */
  private final class WatchedStore extends DraftedStore {
    WatchedStore(Store store) {
      super(store);
    }

    @Override
    protected void commit(FileKind kind, String name, Draft draft) throws IOException {
      int number = point.contains(":" + kind + ":") ? ++committed : 0;
      reached("before:" + kind + ":" + number);
      reached("touch:" + touched.incrementAndGet());
      draft.commit(name);
      reached("after:" + kind + ":" + number);
    }

    @Override
    public void delete(FileKind kind, String name) throws IOException {
      reached("delete:" + kind);
      reached("touch:" + touched.incrementAndGet());
      store.delete(kind, name);
    }
  }
}
