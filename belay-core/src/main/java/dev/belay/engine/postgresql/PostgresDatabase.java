package dev.belay.engine.postgresql;

import dev.belay.engine.Address;
import dev.belay.engine.Asides;
import dev.belay.engine.Change;
import dev.belay.engine.Database;
import dev.belay.engine.LiveDataset;
import dev.belay.engine.ReadOptions;
import dev.belay.engine.Scratch;
import dev.belay.engine.Watch;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.rows.RowStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database on a PostgreSQL server. */
final class PostgresDatabase implements Database {
  private final Connector connector;

  PostgresDatabase(Connector connector) {
    this.connector = connector;
  }

  @Override
  public Address address() {
    return connector.address();
  }

  @Override
  public boolean exists() throws IOException {
    try {
      connector.open(ReadOptions.DEFAULT).close();
      return true;
    } catch (BelayException e) {
      if (e.getCause() instanceof SQLException sql && "3D000".equals(sql.getSQLState())) {
        return false;
      }
      throw e;
    } catch (SQLException e) {
      throw connector.failure(e, "disconnecting");
    }
  }

  @Override
  public LiveDataset read(ReadOptions options) throws IOException {
    return Moment.open(connector, options);
  }

  @Override
  public Change change(ReadOptions options) throws IOException {
    return LiveChange.begin(connector, options);
  }

  @Override
  public Scratch scratch(ReadOptions options) throws IOException {
    return PostgresScratch.open(connector, options);
  }

  @Override
  public Watch watch(ReadOptions options) {
    return new PostgresWatch(connector, options);
  }

  @Override
  public Change create(ReadOptions options, Catalog catalog, String before) throws IOException {
    return LiveChange.create(connector, options, catalog, before);
  }

  @Override
  public Optional<Asides> asides(ReadOptions options) {
    return Optional.of(new ServerAsides(connector, options));
  }

  @Override
  public List<String> contents(ReadOptions options) throws IOException {
    try (Session session = connector.open(options)) {
      return Contents.all(session);
    } catch (SQLException e) {
      throw connector.failure(e, "listing what is in it");
    }
  }

  @Override
  public List<Damage> check(ReadOptions options) throws IOException {
    List<Damage> damages = new ArrayList<>();
    try (LiveDataset moment = read(options)) {
      for (Table table : moment.catalog().tables()) {
        try (RowStream rows = moment.rows(table)) {
          while (rows.next()) {
            // Reading a row is what proves its page, its TOAST values and its text.
          }
        } catch (BelayException e) {
          if (e.code() != ErrorCode.DAMAGED) {
            throw e;
          }
          damages.add(new Damage(List.of(table.name()), String.valueOf(e.getMessage())));
        }
      }
    }
    return damages;
  }

  @Override
  public Outcome outcome(String commitMark) throws IOException {
    Optional<AsideMark> aside = AsideMark.parse(commitMark);
    if (aside.isPresent()) {
      return new AsideRecovery(connector, aside.get()).settle();
    }
    CommitMark mark = CommitMark.parse(commitMark);
    try (Session session = connector.open(ReadOptions.DEFAULT)) {
      return mark.outcome(session, connector, ReadOptions.DEFAULT);
    } catch (SQLException e) {
      throw connector.failure(e, "asking what became of transaction " + mark.transaction());
    }
  }
}
