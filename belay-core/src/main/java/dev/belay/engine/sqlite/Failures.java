package dev.belay.engine.sqlite;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.NativeLibrary;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteException;

/** Says what SQLite's errors mean for a person, with the names of the objects. */
final class Failures {
  /** A statement that SQLite can't make sense of. */
  static final int ERROR = 1;

  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int CONSTRAINT = 19;
  private static final int NOTADB = 26;
  private static final int SHORT_READ = 522;

  /** What an application gives to SQLite by itself, as SQLite says that it is not there. */
  private static final Pattern MISSING =
      Pattern.compile(
          "((no such (collation sequence|function|module)|unknown function): .*)|no query solution");

  private final SqliteFile file;

  Failures(SqliteFile file) {
    this.file = file;
  }

  /** SQLite's primary result code. */
  static int code(SQLException e) {
    return full(e) & 0xff;
  }

  private static int full(SQLException e) {
    if (e instanceof BatchUpdateException && e.getCause() instanceof SQLException cause) {
      return full(cause);
    }
    return e instanceof SQLiteException s ? s.getResultCode().code : e.getErrorCode();
  }

  static boolean isDamage(SQLException e) {
    return code(e) == CORRUPT || code(e) == NOTADB || full(e) == SHORT_READ;
  }

  static boolean isBusy(SQLException e) {
    return code(e) == BUSY || code(e) == LOCKED;
  }

  /** Whether a function, a collation or a module is needed that only the application has. */
  static boolean isMissing(SQLException e) {
    return code(e) == ERROR && MISSING.matcher(words(e)).matches();
  }

  static boolean cannotOpenOrWrite(SQLException e) {
    return code(e) == CANTOPEN || code(e) == READONLY;
  }

  /**
   * The error as one that operations throw.
   *
   * @param doing what failed, with its object: {@code reading table orders}
   */
  BelayException of(SQLException e, String doing) throws IOException {
    String what = "%s: %s".formatted(file.display(), doing);
    String words = words(e);
    if (isBusy(e)) {
      return new BelayException(
          ErrorCode.BUSY,
          what + " failed: the database is locked" + LockHolders.describe(file.path()),
          "try again when the other process has finished its transaction, or wait longer: --wait 1m",
          e);
    }
    if (code(e) == NOTADB) {
      return new BelayException(
          ErrorCode.DAMAGED,
          what + " failed: it is not a SQLite database, is encrypted, or its header is damaged",
          "check the path; a damaged file can be restored from a snapshot",
          e);
    }
    if (isDamage(e)) {
      return new BelayException(
          ErrorCode.DAMAGED,
          what + " failed: the file is damaged (" + words + ")",
          "restore it from a snapshot",
          e);
    }
    if (e.getCause() instanceof NativeLibraryNotFoundException) {
      return NativeLibrary.missing(what + " failed", e);
    }
    if (isMissing(e)) {
      return new BelayException(
          ErrorCode.UNSUPPORTED,
          what
              + " failed: "
              + missing(words)
              + ", which the application brings along and Belay has not",
          "leave the table out with --exclude-table; a new database can only be made by the application",
          e);
    }
    return switch (code(e)) {
      case CANTOPEN ->
          new BelayException(
              ErrorCode.UNREACHABLE,
              what + " failed: the file can't be opened (" + words + ")",
              "check the rights on the file and on its directory",
              e);
      case READONLY ->
          new BelayException(
              ErrorCode.REFUSED,
              what + " failed: the file can't be written (" + words + ")",
              "check the rights on the file and on its directory",
              e);
      case CONSTRAINT ->
          new BelayException(
              ErrorCode.REFUSED,
              what + " failed: " + words,
              "the rows do not fit this database's constraints: leave the table out with"
                  + " --exclude-table, or build a new database with --create --db",
              e);
      case FULL ->
          new BelayException(
              ErrorCode.FAILED, what + " failed: the disk is full", "make room and try again", e);
      default -> throw new IOException(what + " failed: " + words, e);
    };
  }

  /** A table WITHOUT ROWID has no other way to its rows than by its key. */
  private static String missing(String words) {
    return words.equals("no query solution") ? "its key can't be used without a collation" : words;
  }

  /** SQLite's words without the driver's. */
  static String words(SQLException e) {
    if (e instanceof BatchUpdateException && e.getCause() instanceof SQLException cause) {
      return words(cause);
    }
    String message = String.valueOf(e.getMessage()).replace('\n', ' ');
    int open = message.indexOf(" (");
    return message.startsWith("[SQLITE") && open > 0 && message.endsWith(")")
        ? message.substring(open + 2, message.length() - 1)
        : message;
  }
}
