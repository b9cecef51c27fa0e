package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The order of rows is one: it does not depend on which two are compared first. */
class RowLayoutTest {
  private static final List<String> SQLITE =
      List.of(
          "\\N",
          "-9223372036854775808",
          "-1",
          "0",
          "1",
          "9223372036854775807",
          "-0.0",
          "0.0",
          "1.0",
          "1.5",
          "9.223372036854775807E18",
          "Infinity",
          "-Infinity",
          "",
          "a",
          "b",
          "\\\\",
          "\\n",
          "^t",
          "^t1",
          "^t1.0",
          "^t^x",
          "^b",
          "^ba",
          "^b\\t",
          "A");
  private static final List<String> DECIMALS =
      List.of("\\N", "0", "0.00", "-0.5", "1", "1.0", "1.00", "10", "NaN", "Infinity", "-Infinity");
  private static final List<String> INTEGERS =
      List.of("\\N", "0", "-1", "1", "10", "9", "-10", "-9", "9223372036854775807");
  private static final List<String> TEXTS = List.of("\\N", "", "a", "a\\\\", "a\\n", "b", "\u00ff");

  /** Three columns, of which some are the key. */
  record Case(RowLayout layout, List<byte[]> lines) {}

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<List<Form>> forms =
        Arbitraries.of(Form.INTEGER, Form.DECIMAL, Form.BYTES, Form.SQLITE_NUMBER).list().ofSize(3);
    Arbitrary<List<Integer>> key =
        Arbitraries.of(
            List.of(), List.of(0), List.of(1), List.of(2, 0), List.of(1, 2), List.of(0, 1, 2));
    return Combinators.combine(forms, key, Arbitraries.randomValue(r -> r.nextLong()))
        .as(
            (f, k, seed) -> {
              Random random = new Random(seed);
              List<byte[]> lines = new ArrayList<>();
              for (int i = 0; i < 40; i++) {
                lines.add(
                    Lines.line(f.stream().map(form -> value(form, random)).toArray(String[]::new)));
              }
              return new Case(RowLayout.of(Tables.of(f, k, true)), lines);
            });
  }

  private static String value(Form form, Random random) {
    List<String> values =
        switch (form) {
          case INTEGER -> INTEGERS;
          case DECIMAL -> DECIMALS;
          case BYTES -> TEXTS;
          default -> SQLITE;
        };
    return values.get(random.nextInt(values.size()));
  }

  @Property(tries = 200)
  void anyShuffleSortsAlike(@ForAll("cases") Case c, @ForAll Random random) {
    List<byte[]> sorted = new ArrayList<>(c.lines());
    sorted.sort((a, b) -> Lines.compare(c.layout(), a, b));
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = 0; j < sorted.size(); j++) {
        int order = Integer.signum(Lines.compare(c.layout(), sorted.get(i), sorted.get(j)));
        int back = Integer.signum(Lines.compare(c.layout(), sorted.get(j), sorted.get(i)));
        assertThat(order).isEqualTo(-back);
        if (i < j) {
          assertThat(order)
              .as("%s, %s", Lines.text(sorted.get(i)), Lines.text(sorted.get(j)))
              .isLessThanOrEqualTo(0);
        }
      }
    }
    List<byte[]> shuffled = new ArrayList<>(c.lines());
    Collections.shuffle(shuffled, random);
    shuffled.sort((a, b) -> Lines.compare(c.layout(), a, b));
    for (int i = 0; i < sorted.size(); i++) {
      assertThat(Lines.compare(c.layout(), sorted.get(i), shuffled.get(i))).isZero();
    }
  }

  @Property(tries = 200)
  void rowsWithoutAKeyAreOneOnlyIfTheyAreEqual(@ForAll("cases") Case c) {
    for (byte[] a : c.lines()) {
      for (byte[] b : c.lines()) {
        if (!c.layout().keyed() && Lines.compare(c.layout(), a, b) == 0) {
          assertThat(Arrays.equals(a, b)).isTrue();
        }
      }
    }
  }

  @Test
  void sqlitesClassesStandInSqlitesOrder() {
    RowLayout layout = RowLayout.of(Tables.of(List.of(Form.SQLITE_NUMBER), List.of(), false));
    List<String> order =
        List.of(
            "\\N",
            "-Infinity",
            "-9223372036854775808",
            "-1",
            "0",
            "-0.0",
            "0.0",
            "1",
            "1.0",
            "9223372036854775806",
            "9223372036854775807",
            "9.223372036854775807E18",
            "Infinity",
            "",
            "^t1",
            "a",
            "^b",
            "^ba");
    for (int i = 1; i < order.size(); i++) {
      assertThat(Lines.compare(layout, Lines.line(order.get(i - 1)), Lines.line(order.get(i))))
          .as("%s before %s", order.get(i - 1), order.get(i))
          .isNegative();
    }
  }
}
