package dev.belay.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a query gives: first its columns, then row after row. */
public interface QuerySink {
  void columns(List<String> names);

  /**
   * A row.
   *
   * @param values Long, Double, String, byte[], or null
   */
  void row(List<@Nullable Object> values);
}
