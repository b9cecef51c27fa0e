package dev.belay.rules;

import dev.belay.diff.ChunkedDataset;
import dev.belay.diff.ChunkedRows;
import dev.belay.engine.Scratch;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import dev.belay.rows.TableDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether rules leave rows in the tables that a profile calls critical. */
final class CriticalRows {
  private final Binding binding;
  private final Set<TableName> bare;

  private CriticalRows(Binding binding, Set<TableName> bare) {
    this.binding = binding;
    this.bare = bare;
  }

  /** Looks where only the private tables can tell. */
  static CriticalRows of(Binding binding, Scratch scratch) throws IOException {
    return new CriticalRows(binding, bare(binding, scratch));
  }

  /**
   * The partitions without rows that no rule is about, of critical tables of which rules are about
   * some.
   */
  private static Set<TableName> bare(Binding binding, Scratch scratch) throws IOException {
    Set<TableName> bare = new HashSet<>();
    for (List<Table> parts : binding.critical().values()) {
      boolean any = parts.stream().anyMatch(t -> binding.chose(t.name()));
      for (Table part : parts) {
        if (any && !binding.chose(part.name()) && scratch.bare(part.name())) {
          bare.add(part.name());
        }
      }
    }
    return bare;
  }

  /** REFUSED where one of them would have none. */
  void require(ChunkedDataset source, ChunkedDataset aim) throws IOException {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, List<Table>> critical : binding.critical().entrySet()) {
      int without = 0;
      for (Table table : critical.getValue()) {
        boolean touched = binding.chose(table.name());
        boolean none =
            touched
                ? empty(aim, table.name())
                : lacking(source, table) || bare.contains(table.name());
        without += none ? 1 : 0;
      }
      if (without == critical.getValue().size()) {
        missing.add(critical.getKey());
      }
    }
    if (!missing.isEmpty()) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "critical tables would have no rows: " + String.join(", ", missing),
          "take another source, or take them out of 'critical' in the profile");
    }
  }

  /** Whether the source should have had it. */
  private boolean lacking(ChunkedDataset source, Table table) {
    return binding.wants(table) && source.catalog().table(table.name()).isEmpty();
  }

  private static boolean empty(ChunkedDataset aim, TableName name) throws IOException {
    Table table = aim.catalog().table(name).orElseThrow();
    Optional<TableDigest> known = aim.digest(table);
    if (known.isPresent()) {
      return known.get().rows() == 0;
    }
    try (ChunkedRows rows = aim.chunks(table)) {
      return !rows.next();
    }
  }
}
