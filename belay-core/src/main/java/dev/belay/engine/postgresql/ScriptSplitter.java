package dev.belay.engine.postgresql;

import dev.belay.engine.SqlCut;
import dev.belay.engine.UserSql.Dialect;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a script of pg_dump apart. The driver's own parser does not find the end of a function
 * whose body is SQL ({@code BEGIN ATOMIC … END}), and gives all that follows as one statement.
 * Where statements end is told as psql tells it (psqlscan.l): at a semicolon outside of quotes,
 * comments, parentheses and such bodies, in which each CASE has an END of its own.
 */
final class ScriptSplitter {
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder statement = new StringBuilder();
  private int parentheses;
  private int bodies;
  private boolean begun;

  private ScriptSplitter() {}

  /** The statements of a script, without comments between words, in their order. */
  static List<String> split(String script) {
    ScriptSplitter splitter = new ScriptSplitter();
    new SqlCut("the DDL", script, Dialect.POSTGRESQL).each(splitter::take);
    splitter.end();
    return splitter.statements;
  }

  private void take(Token token) {
    if (token.is(";") && parentheses == 0 && bodies == 0) {
      end();
      return;
    }
    if (token.kind() == Kind.WORD) {
      count(token);
    }
    parentheses += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    if (token.kind() != Kind.COMMENT) {
      statement.append(token.text());
    } else if (!token.text().startsWith("--")) {
      statement.append(' ');
    }
  }

  private void count(Token word) {
    if (bodies > 0) {
      bodies += word.is("CASE") ? 1 : word.is("END") ? -1 : 0;
    } else if (begun && word.is("ATOMIC") && parentheses == 0) {
      bodies = 1;
    }
    begun = word.is("BEGIN");
  }

  private void end() {
    String sql = statement.toString().strip();
    if (!sql.isEmpty()) {
      statements.add(sql);
    }
    statement.setLength(0);
    parentheses = 0;
    bodies = 0;
    begun = false;
  }
}
