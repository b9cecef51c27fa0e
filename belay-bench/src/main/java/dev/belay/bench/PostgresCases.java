package dev.belay.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL: backups and restores, Belay and peers in turn in each round. */
final class PostgresCases {
  static final String PRISTINE = "pristine";
  private static final String LIVE = "live";
  private static final String TARGET = "target";

  /** Rows have no number in PostgreSQL, but a place that is as good for choosing some at random. */
  private static final String ROW_HASH = "abs(hashtext(ctid::text))";

  private final Context context;
  private final PostgresServer server;
  private final List<SampleTable> tables;
  private final Path dump;
  private final Path restic;
  private final Path resticOrdered;
  private final Path repository;

  PostgresCases(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
    this.tables = context.tables();
    this.dump = context.work("pg-dump");
    this.restic = context.work("pg-restic");
    this.resticOrdered = context.work("pg-restic-ordered");
    this.repository = context.work("pg-belay");
  }

  void run() throws IOException, InterruptedException, SQLException {
    server.copy(PRISTINE, LIVE);
    String first = "";
    for (int round = 1; round <= context.options().rounds(); round++) {
      System.out.println("PostgreSQL, first backup, round " + round);
      first = firstBackup();
    }
    for (int round = 1; round <= context.options().rounds(); round++) {
      System.out.println("PostgreSQL, restore into an empty database, round " + round);
      restoreIntoEmpty(first);
    }
    for (int round = 1; round <= context.options().rounds(); round++) {
      System.out.println("PostgreSQL, 1 % changed, round " + round);
      changeAndBackUp(round);
      restore(first, round);
    }
    server.execute("postgres", "drop database " + LIVE, "drop database if exists " + TARGET);
    for (Path path : List.of(dump, restic, resticOrdered)) {
      Shell.delete(path);
    }
  }

  private String firstBackup() throws IOException, InterruptedException {
    context.time(Labels.PG_LIMIT, limit());
    for (String level : List.of("", " -Z1")) {
      Shell.delete(dump);
      String label = level.isEmpty() ? Labels.PG_DUMP_DIR : Labels.PG_DUMP_Z1;
      context.store(
          label, dump, "pg_dump -Fd -j2" + level + " -f " + dump + " '" + url(LIVE) + "'");
    }
    Path file = context.work("pg-dump.zst");
    Shell.delete(file);
    context.store(
        Labels.PG_DUMP_ZSTD, file, "pg_dump '" + url(LIVE) + "' | zstd -q -1 -T2 -o " + file);
    Shell.delete(file);
    for (Path path : List.of(restic, resticOrdered)) {
      Shell.delete(path);
      context.shell().run("restic init -q -r " + path);
    }
    restic(Labels.PG_RESTIC);
    resticOrdered(Labels.PG_RESTIC_ORDERED);
    Shell.delete(repository);
    return Context.snapshot(
        context.belay(Labels.PG_FIRST, repository, "backup '" + url(LIVE) + "'"));
  }

  private void changeAndBackUp(int round) throws IOException, InterruptedException, SQLException {
    change(Changes.recent(tables, round));
    restic(Labels.PG_RECENT_RESTIC);
    resticOrdered(Labels.PG_RECENT_RESTIC_ORDERED);
    context.belay(Labels.PG_RECENT, repository, "backup '" + url(LIVE) + "'");
    change(Changes.scattered(tables, round, ROW_HASH));
    restic(Labels.PG_SCATTERED_RESTIC);
    resticOrdered(Labels.PG_SCATTERED_RESTIC_ORDERED);
    context.belay(Labels.PG_SCATTERED, repository, "backup '" + url(LIVE) + "'");
  }

  /** From the state of the first snapshot, one row in a hundred changed all over, back to it. */
  private void restore(String first, int round)
      throws IOException, InterruptedException, SQLException {
    server.copy(PRISTINE, LIVE);
    change(Changes.scattered(tables, round + 50, ROW_HASH));
    context.belay(Labels.PG_DIFF, repository, "diff " + first + " '" + url(LIVE) + "'");
    context.belay(
        Labels.PG_RESTORE, repository, "restore " + first + " --db '" + url(LIVE) + "' --yes");
    context.belay(Labels.PG_UNDO, repository, "undo --db '" + url(LIVE) + "' --yes");
    context.time(Labels.PG_RESTORE_CLEAN, "pg_restore --clean -j2 -d '" + url(LIVE) + "' " + dump);
  }

  private void restoreIntoEmpty(String first)
      throws IOException, InterruptedException, SQLException {
    server.empty(TARGET);
    context.time(Labels.PG_RESTORE_J2, "pg_restore -j2 -d '" + url(TARGET) + "' " + dump);
    server.empty(TARGET);
    context.time(Labels.PG_RESTORE_1, "pg_restore -1 -d '" + url(TARGET) + "' " + dump);
    server.empty(TARGET);
    context.belay(
        Labels.PG_CREATE,
        repository,
        "restore " + first + " --db '" + url(TARGET) + "' --create --yes");
  }

  /** As a server has it some time after: what vacuum and checkpoints do is over. */
  private void change(List<String> statements) throws SQLException {
    server.execute(LIVE, statements.toArray(String[]::new));
    server.execute(LIVE, "vacuum analyze", "checkpoint");
  }

  private void restic(String label) throws IOException, InterruptedException {
    context.store(
        label,
        restic,
        "pg_dump '"
            + url(LIVE)
            + "' | restic backup -q -r "
            + restic
            + " --stdin --stdin-filename d");
  }

  private void resticOrdered(String label) throws IOException, InterruptedException {
    String copies =
        tables.stream()
            .map(t -> "copy (select * from " + t.name() + order(t) + ") to stdout;")
            .collect(Collectors.joining(" "));
    context.store(
        label,
        resticOrdered,
        "psql -qX '%s' -c \"%s\" | restic backup -q -r %s --stdin --stdin-filename d"
            .formatted(url(LIVE), copies, resticOrdered));
  }

  private static String order(SampleTable table) {
    return switch (table.name()) {
      case "order_items" -> " order by order_id, line";
      case "sessions" -> " order by token collate \\\"C\\\"";
      case "countries" -> " order by code collate \\\"C\\\"";
      case "audit_log" -> "";
      default -> " order by id";
    };
  }

  /** Two sessions that read all tables, divided so that both end at about the same time. */
  private String limit() {
    List<List<String>> lanes = List.of(new ArrayList<>(), new ArrayList<>());
    double[] load = new double[2];
    List<SampleTable> byWeight =
        tables.stream()
            .sorted(Comparator.comparingDouble(PostgresCases::weight).reversed())
            .toList();
    for (SampleTable table : byWeight) {
      int lane = load[0] <= load[1] ? 0 : 1;
      load[lane] += weight(table);
      lanes.get(lane).add("copy " + table.name() + " to stdout;");
    }
    return lanes.stream()
            .map(
                l ->
                    "psql -qX '%s' -c \"%s\" >/dev/null &"
                        .formatted(url(LIVE), String.join(" ", l)))
            .collect(Collectors.joining(" "))
        + " wait";
  }

  /** About how many bytes a table has: its first rows tell. */
  private static double weight(SampleTable table) {
    double bytes = 0;
    for (int row = 1; row <= 20; row++) {
      for (Object value : table.values(row)) {
        bytes += value instanceof byte[] b ? 2.0 * b.length : value.toString().length();
      }
    }
    return bytes * table.rows();
  }

  private String url(String database) {
    return server.url(database);
  }
}
