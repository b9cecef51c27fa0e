package dev.belay.engine.sqlite;

import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the triggers of tables away and puts them back as they were, inside one transaction. */
final class Triggers {
  private final Session session;
  private final List<SchemaObject> dropped = new ArrayList<>();
  private @Nullable Map<String, List<SchemaObject>> all;

  Triggers(Session session) {
    this.session = session;
  }

  void drop(Table table) throws SQLException {
    if (all == null) {
      all =
          SchemaObject.all(session).stream()
              .filter(SchemaObject::isTrigger)
              .collect(Collectors.groupingBy(o -> Sql.folded(o.table())));
    }
    for (SchemaObject trigger : all.getOrDefault(Sql.folded(table.name().name()), List.of())) {
      session.exec("DROP TRIGGER " + Sql.main(trigger.name()));
      dropped.add(trigger);
    }
  }

  void putBack() throws SQLException {
    for (SchemaObject trigger : dropped) {
      session.exec(trigger.sql());
    }
    if (!new HashSet<>(SchemaObject.all(session)).containsAll(dropped)) {
      throw new SQLException("the triggers could not be put back exactly");
    }
    dropped.clear();
  }
}
