package dev.belay.match;

import dev.belay.diff.ChunkedRows;
import dev.belay.diff.DiffSink;
import dev.belay.diff.TableDiff;
import dev.belay.model.Table;
import dev.belay.rows.Chunk;
import dev.belay.rows.CopyText;
import dev.belay.rows.RowLayout;
import dev.belay.rows.RowSorter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Puts live rows that stay as they are beside those of an aim, but where the aim has one of the
 * same key.
 *
 * @param spool where the rows lie then
 * @param aim the table as the aim has it
 * @param live as the database has it
 */
record Staying(Spool spool, Table aim, Table live) {
  /** Opens the aim's rows. */
  @FunctionalInterface
  interface Rows {
    ChunkedRows open() throws IOException;
  }

  MatchedAim.Ready beside(Rows rows, ChunkedRows stay) throws IOException {
    RowSorter sorter = spool.sorter(RowLayout.of(aim));
    try (ChunkedRows all = rows.open()) {
      while (all.next()) {
        Chunk chunk = all.open();
        int end;
        for (int at = 0; at < chunk.length(); at = end) {
          end = CopyText.lineEnd(chunk.buffer(), at);
          sorter.add(Arrays.copyOfRange(chunk.buffer(), at, end));
        }
      }
    }
    try (ChunkedRows all = rows.open()) {
      new TableDiff(aim, live, aim.stored()).run(all, stay, new OnlyLive(sorter));
    }
    return new MatchedAim.Ready(sorter.finish(), sorter.digest());
  }

  /** Keeps the rows that the aim does not have. */
  private record OnlyLive(RowSorter sorter) implements DiffSink {
    @Override
    public void insert(byte[] aim, int from, int to) {}

    @Override
    public void update(byte[] aim, int from, int to, byte[] live, int liveFrom, int liveTo) {}

    @Override
    public void delete(byte[] live, int from, int to) throws IOException {
      sorter.add(Arrays.copyOfRange(live, from, to));
    }
  }
}
