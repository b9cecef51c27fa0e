package dev.belay.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/**
 * One table of a million rows (small: a hundred thousand) of which one in a hundred differs, merged
 * in two ways.
 */
final class MergeCases {
  private static final String DATABASE = "merging";
  private static final String CREATE =
      "create table accounts (id bigint primary key, name text not null, balance numeric(12,2), at timestamptz)";
  private static final String UPSERT =
      """
      insert into accounts values (?, ?, ?::numeric, ?::timestamptz)
      on conflict (id) do update
      set name = excluded.name, balance = excluded.balance, at = excluded.at""";

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final Context context;
  private final PostgresServer server;
  private final int rows;
  private final Path repository;

  MergeCases(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
    this.rows = context.options().full() ? 1_000_000 : 100_000;
    this.repository = context.work("merge-belay");
  }

  void run() throws IOException, InterruptedException, SQLException {
    System.out.println("merge of " + rows + " rows");
    server.empty(DATABASE);
    server.execute(
        DATABASE,
        CREATE,
        "insert into accounts select i, 'account number ' || i, i / 100.0, "
            + "'2026-01-01Z'::timestamptz + i * interval '1 second' from generate_series(1, "
            + rows
            + ") i",
        "vacuum analyze");
    String url = server.url(DATABASE);
    String snapshot = Context.snapshot(context.shell().run(command("backup '" + url + "'")));
    for (int round = 1; round <= context.options().rounds(); round++) {
      differ(round);
      context.belay(
          Labels.MERGE,
          repository,
          "restore " + snapshot + " --db '" + url + "' --mode merge --table accounts --yes");
      differ(round + 10);
      upsert(Labels.UPSERT_BATCHES, 1000);
    }
    // Takes a minute and varies little.
    differ(30);
    upsert(Labels.UPSERTS, 1);
    server.execute("postgres", "drop database " + DATABASE);
  }

  private String command(String text) {
    return context.options().root().resolve("belay") + " --json --repo " + repository + " " + text;
  }

  private void differ(int round) throws SQLException {
    server.execute(
        DATABASE,
        "update accounts set name = 'differs' where abs(hashint8(id)) % 100 = " + round,
        "vacuum analyze",
        "checkpoint");
  }

  /**
   * Gives all rows what they had at first. All in one transaction; a batch of one is a round trip
   * for each row.
   */
  private void upsert(String label, int batch) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = server.connect(DATABASE)) {
      connection.setAutoCommit(false);
      try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
        for (int row = 1; row <= rows; row++) {
          upsert.setLong(1, row);
          upsert.setString(2, "account number " + row);
          upsert.setString(3, BigDecimal.valueOf(row, 2).toPlainString());
          upsert.setString(4, BEGINNING.plusSeconds(row).toString());
          add(upsert, batch, row);
        }
      }
      connection.commit();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    context.results().add(label, new Results.Sample(seconds, -1, 0, -1));
  }

  private void add(PreparedStatement upsert, int batch, int row) throws SQLException {
    if (batch == 1) {
      upsert.executeUpdate();
      return;
    }
    upsert.addBatch();
    if (row % batch == 0 || row == rows) {
      upsert.executeBatch();
    }
  }
}
