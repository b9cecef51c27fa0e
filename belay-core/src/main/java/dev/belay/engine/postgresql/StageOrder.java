package dev.belay.engine.postgresql;

import dev.belay.model.ForeignKey;
import dev.belay.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts stages into an order that their foreign keys allow; cycles as they come. */
final class StageOrder {
  private final Session session;
  private final LiveCatalog live;
  private final Map<TableName, StageTable> stages;
  private final Set<TableName> seen = new LinkedHashSet<>();
  private final Set<StageTable> parentsFirst = new LinkedHashSet<>();

  StageOrder(Session session, LiveCatalog live, Map<TableName, StageTable> stages) {
    this.session = session;
    this.live = live;
    this.stages = stages;
  }

  /** A referencing table comes before the referenced one. */
  List<StageTable> childrenFirst() throws SQLException {
    for (StageTable stage : stages.values()) {
      visit(stage);
    }
    List<StageTable> order = new ArrayList<>(parentsFirst);
    Collections.reverse(order);
    return order;
  }

  private void visit(StageTable stage) throws SQLException {
    if (!seen.add(stage.table().name())) {
      return;
    }
    for (ForeignKey key : stage.table().table().foreignKeys()) {
      for (TableName target : Reach.targets(session, live, stage.table(), key)) {
        StageTable parent = stages.get(target);
        if (parent != null) {
          visit(parent);
        }
      }
    }
    parentsFirst.add(stage);
  }
}
