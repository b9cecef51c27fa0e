package dev.belay.bench;

import java.util.ArrayList;
import java.util.List;

/** Statements that change one row in a hundred. Each round writes something new. */
final class Changes {
  private Changes() {}

  /** The newest hundredth of each table whose new rows lie together. */
  static List<String> recent(List<SampleTable> tables, int round) {
    List<String> statements = new ArrayList<>();
    for (SampleTable t : tables) {
      if (!t.growing().isEmpty()) {
        statements.add(
            "update %s set %s = 'changed in round %d' where %s > (select max(%s) * 99 / 100 from %s)"
                .formatted(t.name(), t.touch(), round, t.growing(), t.growing(), t.name()));
      }
    }
    return statements;
  }

  /**
   * One row in a hundred all over each table: most are changed; of tables that nothing refers to,
   * one in a thousand is deleted too.
   *
   * @param hash an expression over a row that spreads rows evenly over the integers
   */
  static List<String> scattered(List<SampleTable> tables, int round, String hash) {
    List<String> statements = new ArrayList<>();
    for (SampleTable t : tables) {
      statements.add(
          "update %s set %s = 'scattered in round %d' where %s %% 100 = %d"
              .formatted(t.name(), t.touch(), round, hash, round % 100));
      if (t.leaf()) {
        statements.add(
            "delete from %s where %s %% 1000 = %d"
                .formatted(t.name(), hash, (round * 7 + 501) % 1000));
      }
    }
    return statements;
  }
}
