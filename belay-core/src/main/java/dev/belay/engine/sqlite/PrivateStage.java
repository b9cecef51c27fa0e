package dev.belay.engine.sqlite;

import dev.belay.engine.Stage;
import dev.belay.model.Column;
import dev.belay.model.Table;
import java.io.IOException;
import java.util.List;

/** Puts lines into a private table. */
final class PrivateStage implements Stage {
  private final Failures failures;
  private final String doing;
  private final LineInserter inserter;

  /**
   * @param to the private table, as SQL
   */
  PrivateStage(Session session, Failures failures, Table table, String to, List<Column> columns) {
    this.failures = failures;
    this.doing = "copying table " + table.name();
    List<String> names = columns.stream().map(c -> Sql.name(c.name())).toList();
    this.inserter = new LineInserter(session, to, names, columns, "", LineInserter.Kept.ALL);
  }

  @Override
  public void insert(byte[] line, int from, int to) throws IOException {
    SqlWork.run(
        failures,
        doing,
        () -> {
          inserter.add(0, line, from, to);
          return true;
        });
  }

  @Override
  public void update(byte[] line, int from, int to) {
    throw new IllegalStateException("rows are only put into a private table");
  }

  @Override
  public void delete(byte[] line, int from, int to) {
    update(line, from, to);
  }

  @Override
  public void close() throws IOException {
    SqlWork.run(
        failures,
        doing,
        () -> {
          try (inserter) {
            inserter.flush();
          }
          return true;
        });
  }
}
