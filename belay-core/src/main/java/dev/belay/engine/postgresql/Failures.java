package dev.belay.engine.postgresql;

import dev.belay.engine.Address;
import dev.belay.engine.BadRow;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Translates the server's errors by their SQLSTATE ("PostgreSQL Error Codes" in its documentation).
 */
final class Failures {
  /** {@code COPY belay_1, line 17, column born: "yesterday"}, in whatever language. */
  private static final Pattern PLACE =
      Pattern.compile("COPY [^,]+, \\p{L}+ (\\d+)(?:, \\p{L}+ ([^:]+))?");

  /** Out of memory, and of the server's own kind: nearly always of its table of locks. */
  private static final String NO_ROOM = "53200";

  private static final String CHECK_VIOLATION = "23514";

  private Failures() {}

  /** What to do about it is the same whoever wanted the locks. */
  static BelayException noRoomForLocks(String what, Exception cause) {
    return new BelayException(
        ErrorCode.REFUSED,
        what + ": the server has no room for so many locks",
        "each table takes one for each connection: raise max_locks_per_transaction of the server (64"
            + " unless set; it has to be started again)",
        cause);
  }

  static boolean noRoomForLocks(SQLException e) {
    return NO_ROOM.equals(e.getSQLState());
  }

  /**
   * Throws a BelayException for what a person can act on, else returns an IOException.
   *
   * @param doing what was being done, with the names of the objects: {@code reading public.orders}
   */
  static IOException of(SQLException e, Address address, String doing) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said = said(e);
    String where = address.display();
    if (state.startsWith("28")) {
      throw failed(
          ErrorCode.UNREACHABLE,
          where + " refuses the login: " + said,
          "set PGPASSWORD, ~/.pgpass or password-file, and check pg_hba.conf of the server",
          e);
    }
    switch (state) {
      case "3D000" ->
          throw failed(
              ErrorCode.UNREACHABLE, where + ": " + said, "create it, or check the name", e);
      case "55P03" ->
          throw failed(ErrorCode.BUSY, busy(where, doing, said), "wait, or end that session", e);
      case "40001" ->
          throw failed(
              ErrorCode.BUSY,
              busy(where, doing, said),
              said.contains("conflict with recovery")
                  ? "try again; if the standby keeps doing so: hot_standby_feedback = on, or a longer"
                      + " max_standby_streaming_delay"
                  : "try again",
              e);
      case "40P01" -> throw failed(ErrorCode.BUSY, busy(where, doing, said), "try again", e);
      case "53300" -> throw failed(ErrorCode.BUSY, busy(where, doing, said), "try again", e);
      case NO_ROOM -> throw noRoomForLocks("%s, %s: %s".formatted(where, doing, said), e);
      case "42501" ->
          throw failed(
              ErrorCode.REFUSED,
              "%s, %s: %s".formatted(where, doing, said),
              "grant user " + address.parts().get(PostgresUrl.USER) + " that right, or use another",
              e);
      case "22021" ->
          throw failed(
              ErrorCode.UNSUPPORTED,
              "%s, %s: %s".formatted(where, doing, said),
              "texts that are not UTF-8 can't be carried: mend them, or leave the table out with"
                  + " --exclude-table",
              e);
      case "25006" ->
          throw failed(
              ErrorCode.REFUSED,
              "%s, %s: the server only reads (%s)".formatted(where, doing, said),
              "a standby can be backed up, not changed: use the primary server",
              e);
      case "55000" ->
          throw failed(
              ErrorCode.REFUSED,
              "%s, %s: %s".formatted(where, doing, said),
              "the database lets nobody do that as it is: change that there, or leave the table out"
                  + " with --exclude-table",
              e);
      case "XX001", "XX002" ->
          throw failed(
              ErrorCode.DAMAGED,
              "%s, %s: %s".formatted(where, doing, said),
              "the server's storage is damaged there; see its log before anything else",
              e);
      default -> {
        return unreachableOrOther(e, state, where, doing, said);
      }
    }
  }

  private static IOException unreachableOrOther(
      SQLException e, String state, String where, String doing, String said) {
    if (state.startsWith("08") || state.startsWith("57P")) {
      boolean encryption = said.contains("SSL") || said.contains("could not be verified");
      throw failed(
          ErrorCode.UNREACHABLE,
          "%s, %s: %s".formatted(where, doing, said),
          encryption
              ? "check sslmode and sslrootcert, and the name that the server's certificate is for"
              : "check host and port, and that the server runs and accepts connections",
          e);
    }
    if (state.startsWith("23")) {
      throw failed(
          ErrorCode.REFUSED,
          "%s, %s: %s".formatted(where, doing, said),
          isCheck(e)
              ? "the rows do not fit that constraint, which is newer than they are or NOT VALID:"
                  + " drop it, run this again, and add it again NOT VALID"
              : "rows that stay are in the way of those that come (see which with belay diff"
                  + " --rows), or the constraint is newer than they are: leave the table out with"
                  + " --exclude-table, or build a new database with --create --db",
          e);
    }
    return new IOException("%s, %s: %s [%s]".formatted(where, doing, said, state), e);
  }

  /** Of the same state is a row that fits no partition, which is no constraint with a name. */
  private static boolean isCheck(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return CHECK_VIOLATION.equals(e.getSQLState())
        && server != null
        && server.getConstraint() != null;
  }

  private static String busy(String where, String doing, String said) {
    return "%s, %s: %s".formatted(where, doing, said);
  }

  private static BelayException failed(
      ErrorCode code, String message, String hint, SQLException e) {
    return new BelayException(code, message, hint, e);
  }

  /**
   * The same failure, with the row that the server names where it is a value that it does not take.
   *
   * @param before how many rows came before the ones of this COPY
   */
  static IOException badRow(SQLException e, IOException failure, long before) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    String where = server == null || server.getWhere() == null ? "" : server.getWhere();
    Matcher place = PLACE.matcher(where);
    boolean value = e.getSQLState() != null && e.getSQLState().startsWith("22");
    if (!value || !place.find()) {
      return failure;
    }
    String column = place.group(2) == null ? "" : place.group(2);
    return new BadRow(
        String.valueOf(failure.getMessage()),
        before + Long.parseLong(place.group(1)),
        column,
        said(e),
        e);
  }

  /**
   * The server's message and detail in one line. Its context is left out: it may hold values of
   * rows.
   */
  static String said(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    String text = server == null ? e.getMessage() : server.getMessage();
    return String.valueOf(text).replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
