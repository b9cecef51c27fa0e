package dev.belay.export;

import dev.belay.engine.sqlite.SqliteQuery;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import dev.belay.model.QuerySink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * SQL on something that is no SQLite file. The tables that the query reads, and no others, are
 * written into one for the length of the query; it lies in a private directory, which goes away
 * with it.
 */
public final class Query {
  private Query() {}

  /** Runs one SELECT over a dataset; USAGE where it can't be run. */
  public static void run(Export.Order order, String sql, QuerySink sink, Progress progress)
      throws IOException {
    if (sql.isBlank()) {
      throw new BelayException(
          ErrorCode.USAGE, "the query is empty", "a query is one SELECT in SQLite's dialect");
    }
    try (PrivateDirectory directory = PrivateDirectory.make("belay-query-")) {
      Content all = Export.content(order, progress);
      Path shape = directory.path().resolve("shape.db");
      SqliteFormat.write(all, List.of(), shape);
      List<String> names;
      try (SqliteQuery asked = SqliteQuery.open(shape)) {
        names = asked.tables(sql);
      }
      List<ExportTable> read =
          all.tables().stream().filter(t -> names.contains(t.name().toString())).toList();
      Path data = directory.path().resolve("data.db");
      SqliteFormat.write(all, read, data);
      progress.phase("querying");
      try (SqliteQuery query = SqliteQuery.open(data)) {
        query.tables(sql);
        query.run(sql, sink);
      }
    }
  }
}
