package dev.belay.migrations;

import dev.belay.Belay;
import dev.belay.ListRequest;
import dev.belay.RestoreRequest;
import dev.belay.Settings;
import dev.belay.config.Configuration;
import dev.belay.model.Progress;
import dev.belay.model.SnapshotSummary;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory with a repository, and what is done to a database beside it.
 *
 * @param directory the directory
 */
record Place(Path directory) {
  Settings settings() {
    Map<String, String> environment = Map.of("HOME", directory.toString());
    return new Configuration(
            directory,
            environment,
            Optional.empty(),
            Optional.empty(),
            Clock.systemUTC(),
            file -> {})
        .settings();
  }

  List<SnapshotSummary> snapshots() {
    List<SnapshotSummary> found = new ArrayList<>();
    try (Belay belay = Belay.open(settings())) {
      belay.list(ListRequest.ALL, found::add);
    }
    return found;
  }

  void restore(String snapshot, String database, boolean create, String... exclude) {
    RestoreRequest wanted = RestoreRequest.of(snapshot).withoutTables(exclude);
    try (Belay belay = Belay.open(settings())) {
      belay.restore(
          create ? wanted.asNew(database) : wanted.withDatabase(database),
          Optional.empty(),
          Progress.NONE);
    }
  }

  static List<String> rows(String jdbc, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }
}
