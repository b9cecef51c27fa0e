package dev.belay.proof;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"wal", "delete"})
class SqliteRulesTest extends RulesContract {
  private final String journal;

  SqliteRulesTest(String journal) {
    this.journal = journal;
  }

  @Override
  Side side(Path directory) throws Exception {
    return Side.sqlite(directory.resolve("board.db"), journal);
  }

  @Override
  String numbered() {
    return "integer primary key autoincrement";
  }
}
