package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which columns the updates of a stage change. */
final class ChangedColumnsTest {
  private final ChangedColumns changed = new ChangedColumns(4);

  private void add(String line, String old) {
    byte[] behind = ("\t\n" + old + "\n").getBytes(StandardCharsets.UTF_8);
    changed.add((line + "\n").getBytes(StandardCharsets.UTF_8), 0, behind, 2);
  }

  private List<Integer> columns() {
    return IntStream.range(0, 4).filter(changed::has).boxed().toList();
  }

  @Test
  void columns_that_differ_in_any_row_are_remembered() {
    assertThat(columns()).isEmpty();
    add("1\tone\ta\\tb\tx", "1\tone\ta\\tb\ty");
    assertThat(columns()).containsExactly(3);
    add("2\t\\N\t\tx", "2\t\t\tx");
    assertThat(columns()).containsExactly(1, 3);
  }

  @Test
  void a_field_that_begins_like_the_other_differs() {
    add("1\tone\ttwo\tx", "1\tone more\ttwo\tx");
    assertThat(columns()).containsExactly(1);
  }

  @Test
  void a_row_of_which_nothing_is_known_changes_all() {
    changed.any();
    add("1\tone\ttwo\tx", "1\tone\ttwo\ty");
    assertThat(columns()).containsExactly(0, 1, 2, 3);
  }
}
