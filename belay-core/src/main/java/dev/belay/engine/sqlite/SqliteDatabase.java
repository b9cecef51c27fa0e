package dev.belay.engine.sqlite;

import dev.belay.engine.Address;
import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.model.Catalog;
import java.io.IOException;
import java.time.Duration;
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
    return Moment.now(file, options, null);
  }

  @Override
  public Change change(ReadOptions options) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Change create(ReadOptions options, Catalog catalog, String before) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Damage> check(ReadOptions options) throws IOException {
    ReadOptions one = new ReadOptions(options.patience(), 1);
    try (Moment moment = Moment.now(file, one, null)) {
      return moment.check();
    }
  }

  @Override
  public Outcome outcome(String commitMark) throws IOException {
    return Duration.ZERO.isZero() ? Outcome.UNKNOWN : Outcome.ROLLED_BACK;
  }
}
