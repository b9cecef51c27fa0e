package dev.belay.engine;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A piece of SQL that a person wrote, cut into words: enough to know that it is one statement, of
 * which kind, and where it says {@code now}. Quotes and comments are read as both engines read
 * them; what only one of them quotes is said by the dialect.
 */
public final class UserSql {
  private static final Set<String> CHANGES =
      Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH", "SELECT", "VALUES");

  /** Words after which UPDATE begins no statement: {@code FOR UPDATE}, {@code DO UPDATE}. */
  private static final Set<String> NO_UPDATE = Set.of("FOR", "KEY", "DO", "ON");

  private static final Set<String> QUERIES = Set.of("WITH", "SELECT", "VALUES", "TABLE");

  /** Whose rules of quoting hold. */
  public enum Dialect {
    /** Brackets and backticks quote names. */
    SQLITE,
    /** Dollars and {@code E''} quote text, comments nest. */
    POSTGRESQL
  }

  /** What a piece of SQL is made of. */
  public enum Kind {
    WORD,
    TEXT,
    NAME,
    COMMENT,
    /** One other character. */
    SIGN
  }

  /**
   * One piece.
   *
   * @param kind what it is
   * @param text as it stands there, with its quotes
   */
  public record Token(Kind kind, String text) {
    /** Whether it is this word, in any case, or this sign. */
    public boolean is(String other) {
      return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(other);
    }

    /** Whether it is nothing but room between others. */
    public boolean blank() {
      return kind == Kind.COMMENT || text.isBlank();
    }
  }

  private final String rule;
  private final List<Token> tokens;

  private UserSql(String rule, List<Token> tokens) {
    this.rule = rule;
    this.tokens = tokens;
  }

  /**
   * Cuts a text. USAGE where a quote or comment has no end.
   *
   * @param rule what people call it, for messages
   */
  public static UserSql of(String rule, String sql, Dialect dialect) {
    return new UserSql(rule, new SqlCut(rule, sql, dialect).all());
  }

  /** The statements that it is made of; those that only begin or end a transaction are left out. */
  public List<String> statements() {
    List<String> all = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String first = "";
    for (Token token : tokens) {
      if (token.is(";")) {
        add(all, text.toString(), first);
        text.setLength(0);
        first = "";
      } else {
        text.append(token.text());
        first = first.isEmpty() && !token.blank() ? token.text().toUpperCase(Locale.ROOT) : first;
      }
    }
    add(all, text.toString(), first);
    return List.copyOf(all);
  }

  private static void add(List<String> all, String text, String first) {
    if (!first.isEmpty() && !List.of("BEGIN", "COMMIT", "START", "END").contains(first)) {
      all.add(text.strip());
    }
  }

  /** Its pieces in order, blanks and comments too: together they are the text. */
  public List<Token> tokens() {
    return tokens;
  }

  /** Requires one statement that reads or changes rows, and no other kind. */
  public UserSql requireChange() {
    return require(CHANGES, "INSERT, UPDATE, DELETE or SELECT");
  }

  /** Requires one query. */
  public UserSql requireQuery() {
    return require(QUERIES, "SELECT");
  }

  private UserSql require(Set<String> kinds, String wanted) {
    UserSql one = alone();
    String first =
        one.tokens.stream()
            .filter(t -> !t.blank())
            .map(t -> t.text().toUpperCase(Locale.ROOT))
            .findFirst()
            .orElse("");
    if (!kinds.contains(first)) {
      throw new BelayException(
          ErrorCode.USAGE,
          "%s: %s is not a statement that rules can have"
              .formatted(rule, first.isEmpty() ? "nothing" : first),
          "it is one " + wanted);
    }
    return one;
  }

  /** Requires a condition or expression: no statement's end in it, and brackets that match. */
  public UserSql requireExpression() {
    int depth = 0;
    for (Token token : tokens) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth < 0 || token.is(";")) {
        throw unfit("\"" + token.text() + "\" does not belong there");
      }
    }
    if (depth != 0) {
      throw unfit("a bracket is not closed");
    }
    return this;
  }

  private UserSql alone() {
    int end = tokens.size();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is(";")) {
        end = Math.min(end, i);
      } else if (end < i && !tokens.get(i).blank()) {
        throw unfit("it is more than one statement");
      }
    }
    return new UserSql(rule, tokens.subList(0, end));
  }

  private BelayException unfit(String why) {
    return new BelayException(
        ErrorCode.USAGE, rule + ": " + why, "mend its SQL; each statement is one entry");
  }

  /**
   * A table that it would write to.
   *
   * @param schema what stands before the name; empty where nothing does
   * @param name the name, without its quotes
   */
  public record Written(String schema, String name) {
    /** Whether it may be this table. */
    public boolean means(TableName table) {
      return name.equalsIgnoreCase(table.name())
          && (schema.isEmpty() || schema.equalsIgnoreCase(table.schema()));
    }
  }

  /** The tables that it would write to: what follows INTO, UPDATE or DELETE FROM. */
  public List<Written> written() {
    List<Token> words = tokens.stream().filter(t -> !t.blank()).toList();
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Token before = i == 0 ? words.get(0) : words.get(i - 1);
      boolean update = words.get(i).is("UPDATE") && NO_UPDATE.stream().noneMatch(before::is);
      boolean delete = words.get(i).is("FROM") && before.is("DELETE");
      if (update || delete || words.get(i).is("INTO")) {
        target(words, i + 1).ifPresent(written::add);
      }
    }
    return written;
  }

  /**
   * The text with other names for tables that stand there with their schema.
   *
   * @param other what to write for a schema and a name, without their quotes; empty to leave them
   */
  public String renamed(BiFunction<String, String, Optional<String>> other) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      boolean begins = isName(tokens.get(i)) && (i == 0 || !tokens.get(i - 1).is("."));
      Optional<String> name =
          begins && i + 2 < tokens.size() && tokens.get(i + 1).is(".") && isName(tokens.get(i + 2))
              ? other.apply(plain(tokens.get(i)), plain(tokens.get(i + 2)))
              : Optional.empty();
      text.append(name.orElse(tokens.get(i).text()));
      i += name.isPresent() ? 2 : 0;
    }
    return text.toString();
  }

  /** Behind {@code OR REPLACE} and {@code ONLY}. */
  private static Optional<Written> target(List<Token> words, int from) {
    int at = from;
    if (at < words.size() && words.get(at).is("OR")) {
      at += 2;
    }
    if (at < words.size() && words.get(at).is("ONLY")) {
      at++;
    }
    if (at >= words.size() || !isName(words.get(at))) {
      return Optional.empty();
    }
    boolean qualified = at + 2 < words.size() && words.get(at + 1).is(".");
    return Optional.of(
        qualified
            ? new Written(plain(words.get(at)), plain(words.get(at + 2)))
            : new Written("", plain(words.get(at))));
  }

  private static boolean isName(Token token) {
    return token.kind() == Kind.WORD || token.kind() == Kind.NAME;
  }

  private static String plain(Token token) {
    return token.kind() == Kind.NAME
        ? token.text().substring(1, token.text().length() - 1)
        : token.text();
  }

  /** Whether it depends on the moment. */
  public boolean saysNow() {
    for (int i = 0; i < tokens.size(); i++) {
      if (isNow(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The text without its comments, which could hide what is written behind it, and with {@code
   * moment} for the bare word {@code now}.
   */
  public String at(String moment) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      text.append(isNow(i) ? moment : token.kind() == Kind.COMMENT ? " " : token.text());
    }
    return text.toString();
  }

  /** A word alone: no function, no column behind an alias, no new name. */
  private boolean isNow(int i) {
    if (!tokens.get(i).is("now")) {
      return false;
    }
    int before = beside(i, -1);
    int after = beside(i, 1);
    boolean named = before >= 0 && (tokens.get(before).is(".") || tokens.get(before).is("as"));
    return !named && !(after >= 0 && (tokens.get(after).is("(") || tokens.get(after).is(".")));
  }

  private int beside(int i, int step) {
    int at = i + step;
    while (at >= 0 && at < tokens.size() && tokens.get(at).blank()) {
      at += step;
    }
    return at < tokens.size() ? at : -1;
  }
}
