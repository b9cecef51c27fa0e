package dev.belay.engine.sqlite;

import dev.belay.model.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Takes the triggers of tables away and puts them back as they were, inside one transaction. */
final class Triggers {
  private final Session session;
  private final List<SchemaObject> dropped = new ArrayList<>();

  Triggers(Session session) {
    this.session = session;
  }

  void drop(Table table) throws SQLException {
    for (SchemaObject object : SchemaObject.all(session)) {
      if (object.type().equals("trigger") && object.table().equalsIgnoreCase(table.name().name())) {
        session.exec("DROP TRIGGER " + Sql.main(object.name()));
        dropped.add(object);
      }
    }
  }

  void putBack() throws SQLException {
    for (SchemaObject trigger : dropped) {
      session.exec(trigger.sql());
    }
    if (!SchemaObject.all(session).containsAll(dropped)) {
      throw new SQLException("the triggers could not be put back exactly");
    }
    dropped.clear();
  }
}
