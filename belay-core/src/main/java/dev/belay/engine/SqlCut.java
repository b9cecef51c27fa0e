package dev.belay.engine;

import dev.belay.engine.UserSql.Dialect;
import dev.belay.engine.UserSql.Kind;
import dev.belay.engine.UserSql.Token;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cuts a text of SQL into pieces, by the rules of quoting of its dialect. */
public final class SqlCut {
  private final String rule;
  private final String sql;
  private final Dialect dialect;
  private Token last = new Token(Kind.COMMENT, "");
  private int at;

  /**
   * For one use.
   *
   * @param rule what people call the text, for messages
   */
  public SqlCut(String rule, String sql, Dialect dialect) {
    this.rule = rule;
    this.sql = sql;
    this.dialect = dialect;
  }

  List<Token> all() {
    List<Token> all = new ArrayList<>();
    each(all::add);
    return List.copyOf(all);
  }

  /**
   * Gives all its pieces in order, one at a time: a long script is in memory only once. USAGE where
   * a quote or comment has no end.
   */
  public void each(Consumer<Token> receiver) {
    while (at < sql.length()) {
      int from = at;
      Kind kind = next();
      last = new Token(kind, sql.substring(from, at));
      receiver.accept(last);
    }
  }

  private Kind next() {
    char c = sql.charAt(at);
    boolean sqlite = dialect == Dialect.SQLITE;
    if (c == '\'') {
      quoted('\'', !sqlite && afterE());
      return Kind.TEXT;
    }
    if (c == '"' || (c == '`' && sqlite)) {
      quoted(c, false);
      return Kind.NAME;
    }
    if (c == '[' && sqlite) {
      until("]", at + 1);
      return Kind.NAME;
    }
    if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
      comment();
      return Kind.COMMENT;
    }
    if (c == '$' && !sqlite && dollar()) {
      return Kind.TEXT;
    }
    return wordOrSign(c);
  }

  private Kind wordOrSign(char first) {
    if (Character.isJavaIdentifierStart(first) && first != '$') {
      while (at < sql.length() && Character.isJavaIdentifierPart(sql.charAt(at))) {
        at++;
      }
      return Kind.WORD;
    }
    at++;
    while (Character.isDigit(first)
        && at < sql.length()
        && Character.isLetterOrDigit(sql.charAt(at))) {
      at++;
    }
    return Kind.SIGN;
  }

  /** {@code E'…'}: a backslash takes the next character with it. */
  private boolean afterE() {
    return last.is("e");
  }

  private void quoted(char quote, boolean backslash) {
    for (int i = at + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\' && backslash) {
        i++;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          at = i + 1;
          return;
        }
      }
    }
    throw open(String.valueOf(quote));
  }

  private void until(String end, int from) {
    int found = sql.indexOf(end, from);
    if (found < 0) {
      throw open(sql.substring(at, Math.min(at + 2, sql.length())));
    }
    at = found + end.length();
  }

  private void comment() {
    if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end;
    } else if (dialect == Dialect.SQLITE) {
      until("*/", at + 2);
    } else {
      nested();
    }
  }

  private void nested() {
    int depth = 0;
    for (int i = at; i < sql.length(); i++) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          at = i + 1;
          return;
        }
      }
    }
    throw open("/*");
  }

  private boolean dollar() {
    int tag = at + 1;
    while (tag < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(tag)) || sql.charAt(tag) == '_')) {
      tag++;
    }
    boolean opens =
        tag < sql.length() && sql.charAt(tag) == '$' && !Character.isDigit(sql.charAt(at + 1));
    if (opens) {
      until(sql.substring(at, tag + 1), tag + 1);
    }
    return opens;
  }

  private BelayException open(String what) {
    return new BelayException(ErrorCode.USAGE, rule + ": " + what + " has no end", "mend its SQL");
  }
}
