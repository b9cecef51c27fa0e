package dev.belay.engine.sqlite;

import dev.belay.engine.Address;
import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.Catalog;
import java.io.IOException;
import java.util.List;

/** One SQLite file. */
final class SqliteDatabase implements Database {
  private final Address address;
  private final SqliteFile file;

  SqliteDatabase(Address address, SqliteFile file) {
    this.address = address;
    this.file = file;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public LiveDataset read(ReadOptions options) throws IOException {
    return Moment.now(file, options);
  }

  @Override
  public Change change(ReadOptions options) throws IOException {
    return new SqliteChange(file, options);
  }

  @Override
  public Change create(ReadOptions options, Catalog catalog, String before) throws IOException {
    return SqliteCreation.begin(file, catalog, before);
  }

  @Override
  public List<Damage> check(ReadOptions options) throws IOException {
    ReadOptions one = new ReadOptions(options.patience(), 1);
    try (Moment moment = Moment.now(file, one)) {
      return moment.check();
    }
  }

  @Override
  public Outcome outcome(String commitMark) throws IOException {
    return SqlWork.run(
        new Failures(file),
        "asking for the outcome of a run",
        () -> CommitMark.outcome(commitMark, file, ReadOptions.DEFAULT.patience()));
  }
}
