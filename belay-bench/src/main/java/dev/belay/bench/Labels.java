package dev.belay.bench;

/** The names of what is measured. Those of Belay begin with {@link #BELAY}. */
final class Labels {
  static final String BELAY = "belay ";

  static final String PG_LIMIT = "two COPY at once into nothing";
  static final String PG_DUMP_DIR = "pg_dump -Fd -j2";
  static final String PG_DUMP_Z1 = "pg_dump -Fd -j2 -Z1";
  static final String PG_DUMP_ZSTD = "pg_dump | zstd -1 -T2";
  static final String PG_RESTIC = "restic of pg_dump";
  static final String PG_RESTIC_ORDERED = "restic of an ordered dump";
  static final String PG_FIRST = BELAY + "backup, PostgreSQL, first";

  static final String PG_RECENT = BELAY + "backup, PostgreSQL, 1 % recent";
  static final String PG_RECENT_RESTIC = "restic of pg_dump, 1 % recent";
  static final String PG_RECENT_RESTIC_ORDERED = "restic of an ordered dump, 1 % recent";
  static final String PG_SCATTERED = BELAY + "backup, PostgreSQL, 1 % scattered";
  static final String PG_SCATTERED_RESTIC = "restic of pg_dump, 1 % scattered";
  static final String PG_SCATTERED_RESTIC_ORDERED = "restic of an ordered dump, 1 % scattered";

  static final String PG_RESTORE_J2 = "pg_restore -j2 into an empty database";
  static final String PG_RESTORE_1 = "pg_restore -1 into an empty database";
  static final String PG_CREATE = BELAY + "restore --create, PostgreSQL";
  static final String PG_RESTORE_CLEAN = "pg_restore --clean -j2";
  static final String PG_DIFF = BELAY + "diff, PostgreSQL, 1 %";
  static final String PG_RESTORE = BELAY + "restore, PostgreSQL, 1 %";
  static final String PG_UNDO = BELAY + "undo, PostgreSQL, 1 %";

  static final String MERGE = BELAY + "restore --mode merge, 1 % of one table";
  static final String UPSERTS = "row-by-row upserts of that table";
  static final String UPSERT_BATCHES = "the same in JDBC batches";

  static final String SQLITE_COPY = "sqlite3 .backup";
  static final String SQLITE_DUMP = "sqlite3 .dump | zstd -1";
  static final String SQLITE_RESTIC = "restic of the file";
  static final String SQLITE_FIRST = BELAY + "backup, SQLite, first";
  static final String SQLITE_SCATTERED = BELAY + "backup, SQLite, 1 % scattered";
  static final String SQLITE_SCATTERED_RESTIC = "restic of the file, 1 % scattered";
  static final String SQLITE_DIFF = BELAY + "diff, SQLite, 1 %";
  static final String SQLITE_RESTORE = BELAY + "restore, SQLite, 1 %";
  static final String SQLITE_CREATE = BELAY + "restore --create, SQLite";

  static final String LIST = BELAY + "list, 1,000 snapshots";

  private Labels() {}
}
