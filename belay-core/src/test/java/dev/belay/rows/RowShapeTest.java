package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RowShapeTest {
  private static final String FIELD = "(\\\\N|([^\\\\\\t\\n]|\\\\[\\\\bfnrtv])*)";

  private static boolean whole(String rows, int fields) {
    byte[] bytes = (rows + "\t\\q\n").getBytes(StandardCharsets.ISO_8859_1);
    return RowShape.fault(bytes, rows.length(), fields).isEmpty();
  }

  @Test
  void itIsWhatTheFormatSays() {
    Random random = new Random(1);
    int whole = 0;
    for (int i = 0; i < 200_000; i++) {
      int fields = 1 + random.nextInt(3);
      String rows = rows(random, fields);
      Pattern row = Pattern.compile("(" + FIELD + ("\\t" + FIELD).repeat(fields - 1) + "\\n)+");
      boolean expected = row.matcher(rows).matches();
      assertThat(whole(rows, fields)).as("%d fields: %s", fields, rows).isEqualTo(expected);
      whole += expected ? 1 : 0;
    }
    assertThat(whole).isBetween(40_000, 160_000);
  }

  /** Rows, of which every second has something changed. */
  private static String rows(Random random, int fields) {
    String[] pieces = {"a", "bc", "\\\\", "\\n", "\\t", "N", "longer than a word", "\u00e4", ""};
    StringBuilder rows = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count * fields; i++) {
      if (random.nextInt(5) == 0) {
        rows.append("\\N");
      } else {
        for (int n = random.nextInt(4); n > 0; n--) {
          rows.append(pieces[random.nextInt(pieces.length)]);
        }
      }
      rows.append(i % fields == fields - 1 ? '\n' : '\t');
    }
    if (random.nextBoolean()) {
      int at = random.nextInt(rows.length());
      rows.setCharAt(at, "\\N\t\nxn".charAt(random.nextInt(6)));
    }
    return rows.toString();
  }

  @Test
  void aTableWithoutColumnsHasEmptyRows() {
    assertThat(whole("\n\n\n", 0)).isTrue();
    assertThat(whole("\n\n", 1)).isTrue();
    assertThat(whole("\na\n", 0)).isFalse();
    assertThat(whole("", 1)).isFalse();
  }
}
