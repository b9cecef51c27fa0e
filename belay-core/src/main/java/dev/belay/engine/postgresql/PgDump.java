package dev.belay.engine.postgresql;

import dev.belay.engine.ReadOptions;
import dev.belay.model.Scripts;
import dev.belay.model.TableName;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks PostgreSQL's own {@code pg_dump} for the DDL at an exported snapshot. No shell is involved,
 * and a password goes through the child's environment only.
 */
final class PgDump {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)([.\\w]*)");
  private static final Pattern RESTRICT = Pattern.compile("(?m)^\\\\(un)?restrict \\w+\\R?");

  private record Client(Path program, int major, String version) {}

  private final Connector connector;
  private final ReadOptions options;
  private final List<TableName> without;

  PgDump(Connector connector, ReadOptions options) {
    this(connector, options, List.of());
  }

  private PgDump(Connector connector, ReadOptions options, List<TableName> without) {
    this.connector = connector;
    this.options = options;
    this.without = without;
  }

  /** Leaves these tables out, which it would otherwise lock, and so has to be allowed to read. */
  PgDump without(List<TableName> tables) {
    return new PgDump(connector, options, List.copyOf(tables));
  }

  Scripts scripts(String snapshot, int serverMajor) throws IOException {
    List<Client> clients = clients();
    // The nearest version speaks the server's own dialect; a newer one is good enough.
    Optional<Client> client =
        clients.stream()
            .filter(c -> c.major >= serverMajor)
            .min(Comparator.comparingInt(Client::major));
    if (client.isEmpty()) {
      String found =
          clients.isEmpty()
              ? "none found"
              : "found "
                  + String.join(", ", clients.stream().map(Client::version).distinct().toList());
      return Scripts.none(
          "pg_dump %d or newer is not installed (%s)".formatted(serverMajor, found));
    }
    try {
      return sections(client.get(), snapshot);
    } catch (UncheckedDump e) {
      if (!e.noRoomForLocks()) {
        throw new IOException(e.getMessage(), e);
      }
      return oneAfterTheOther(client.get(), snapshot);
    }
  }

  /** Both at once. */
  private Scripts sections(Client client, String snapshot) {
    CompletableFuture<String> after =
        CompletableFuture.supplyAsync(() -> section(client, snapshot, "post-data"));
    try {
      String before = section(client, snapshot, "pre-data");
      return new Scripts(before, after.join(), "");
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedDump dump
          ? dump
          : new UncheckedDump(String.valueOf(e.getCause()), e);
    } finally {
      after.handle((text, failure) -> text).join();
    }
  }

  /** Each of the two locks every table, as the readers do: there may be room for one of them. */
  private Scripts oneAfterTheOther(Client client, String snapshot) throws IOException {
    try {
      String before = section(client, snapshot, "pre-data");
      return new Scripts(before, section(client, snapshot, "post-data"), "");
    } catch (UncheckedDump e) {
      if (e.noRoomForLocks()) {
        throw Failures.noRoomForLocks(connector.display() + ", pg_dump reading the structure", e);
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class UncheckedDump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedDump(String message, Throwable cause) {
      super(message, cause);
    }

    boolean noRoomForLocks() {
      return String.valueOf(getMessage()).contains("out of shared memory");
    }
  }

  private String section(Client client, String snapshot, String section) {
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        client.program.toString(),
        "--schema-only",
        "--section=" + section,
        "--snapshot=" + snapshot,
        "--lock-wait-timeout=" + Connector.lockTimeout(options),
        // They hold the passwords of other servers.
        "--no-subscriptions",
        "--encoding=UTF8",
        "--no-password");
    // In quotes nothing in a name is a pattern.
    without.forEach(table -> command.add("--exclude-table=" + quoted(table)));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      environment(builder.environment());
      return RESTRICT.matcher(output(builder)).replaceAll("");
    } catch (IOException e) {
      throw new UncheckedDump(client.program + ": " + e.getMessage(), e);
    }
  }

  private static String quoted(TableName table) {
    return Stream.of(table.schema(), table.name())
        .map(part -> '"' + part.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }

  private void environment(Map<String, String> environment) throws IOException {
    Map<String, String> parts = connector.address().parts();
    environment.remove("PGOPTIONS");
    environment.remove("PGSERVICE");
    environment.remove("PGHOSTADDR");
    environment.put("PGHOST", PostgresUrl.part(parts, PostgresUrl.HOST));
    environment.put("PGPORT", PostgresUrl.part(parts, PostgresUrl.PORT));
    environment.put("PGUSER", PostgresUrl.part(parts, PostgresUrl.USER));
    environment.put("PGDATABASE", PostgresUrl.part(parts, PostgresUrl.DATABASE));
    environment.put("PGAPPNAME", parts.getOrDefault("application_name", "belay"));
    environment.put("PGCONNECT_TIMEOUT", parts.getOrDefault("connect_timeout", "10"));
    environment.put("LC_MESSAGES", "C");
    for (String ssl : List.of("sslmode", "sslrootcert", "sslcert", "sslkey")) {
      String value = parts.get(ssl);
      if (value != null) {
        environment.put("PG" + ssl.toUpperCase(java.util.Locale.ROOT), value);
      }
    }
    connector.credentials().password().ifPresent(p -> environment.put("PGPASSWORD", new String(p)));
  }

  /** Runs a program to its end. An IOException has the last line of what it complained about. */
  private static String output(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> complaint =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String out = text(process.getInputStream());
      int exit = process.waitFor();
      if (exit != 0) {
        String said = complaint.join().strip();
        // The query that failed may name every table.
        String told = said.replaceFirst("(?s)\\R[^\\n]*detail: Query was: .*", "");
        throw new IOException("exit " + exit + ": " + told.replaceAll("\\s*\\R\\s*", " · "));
      }
      return out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Client> clients() throws IOException {
    List<Client> clients = new ArrayList<>();
    for (Path program : programs()) {
      try {
        Matcher version =
            VERSION.matcher(output(new ProcessBuilder(program.toString(), "--version")));
        if (version.find()) {
          clients.add(
              new Client(
                  program,
                  Integer.parseInt(version.group(1)),
                  version.group(1) + version.group(2)));
        }
      } catch (IOException e) {
        // Something that does not run is not a client.
      }
    }
    return clients;
  }

  /**
   * Where clients are installed: Debian's and Red Hat's places for several versions, then the path.
   */
  private static List<Path> programs() throws IOException {
    List<Path> programs = new ArrayList<>();
    for (Path parent : List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr"))) {
      if (Files.isDirectory(parent)) {
        String glob = parent.endsWith("postgresql") ? "*" : "pgsql-*";
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent, glob)) {
          versions.forEach(v -> programs.add(v.resolve("bin/pg_dump")));
        }
      }
    }
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        programs.add(Path.of(folder, "pg_dump"));
      }
    }
    return programs.stream().filter(Files::isExecutable).distinct().toList();
  }
}
