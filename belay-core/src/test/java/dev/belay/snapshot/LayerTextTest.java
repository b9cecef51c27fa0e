package dev.belay.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.Form;
import dev.belay.model.Table;
import dev.belay.rows.Lines;
import dev.belay.rows.RowLayout;
import dev.belay.rows.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A layer, merged with its base, gives the rows that it was made for. */
class LayerTextTest {
  private static final Table NUMBERED = Tables.numbered();

  @Provide
  Arbitrary<Table> tables() {
    List<Form> forms = List.of(Form.SQLITE_NUMBER, Form.BYTES, Form.INTEGER);
    return Arbitraries.of(
        Tables.of(forms, List.of(2), false),
        Tables.of(forms, List.of(0), true),
        Tables.of(forms, List.of(2, 1), true),
        Tables.of(forms, List.of(), false));
  }

  @Property(tries = 1000)
  void mergingGivesTheRowsBack(@ForAll("tables") Table table, @ForAll Random random)
      throws IOException {
    RowLayout layout = RowLayout.of(table);
    byte[] base = joined(Lines.asTable(layout, rows(random)));
    byte[] live = joined(Lines.asTable(layout, rows(random)));
    assertThat(merged(layout, base, live)).isEqualTo(live);
    assertThat(merged(layout, live, base)).isEqualTo(base);
    assertThat(merged(layout, live, live)).isEqualTo(live);
  }

  @Property(tries = 200)
  void evenRowsInNoOrderComeBack(@ForAll("tables") Table table, @ForAll Random random)
      throws IOException {
    byte[] base = joined(rows(random));
    byte[] live = joined(rows(random));
    assertThat(merged(RowLayout.of(table), base, live)).isEqualTo(live);
  }

  private static List<byte[]> rows(Random random) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      rows.add(
          Lines.line(
              List.of("\\N", "1", "1.0", "2", "a").get(random.nextInt(5)),
              List.of("\\N", "", "ab", "abc").get(random.nextInt(4)),
              random.nextInt(12) == 0 ? "\\N" : String.valueOf(random.nextInt(60))));
    }
    return rows;
  }

  private static byte[] joined(List<byte[]> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] merged(RowLayout layout, byte[] base, byte[] live) throws IOException {
    byte[] layer =
        new LayerWriter(layout)
            .write(base, base.length, live, live.length, Integer.MAX_VALUE)
            .orElseThrow();
    return LayerReader.merge(base, layer, live.length);
  }

  private static Optional<String> layer(String base, String live, long most) {
    return new LayerWriter(RowLayout.of(NUMBERED))
        .write(bytes(base), base.length(), bytes(live), live.length(), most)
        .map(layer -> new String(layer, StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aLayerIsAsTheFormatSays() {
    assertThat(layer("1\ta\n2\tb\n3\tc\n4\td\n", "1\ta\n2\tB\n4\td\n9\te\n", 100))
        .contains("4\t=\t2\tB\n0\t-\t3\t\n4\t+\t9\te\n0\t.\n");
    assertThat(layer("1\ta\n", "1\ta\n", 100)).contains("4\t.\n");
    assertThat(layer("100\ta\n200\tb\n", "100\ta\n200\tB\n", 100)).contains("6\t~\t1\tB\n0\t.\n");
  }

  @Test
  void aLayerThatIsTooLongIsNone() {
    assertThat(layer("1\ta\n", "1\tb\n", 5)).isEmpty();
  }

  @Test
  void aLayerThatDoesNotFitIsRefused() {
    byte[] base = bytes("1\ta\n2\tb\n");
    for (String layer :
        List.of(
            "",
            "4\t.\n",
            "9\t.\n",
            "8\t.",
            "4\t-\t2\t\n0\t-\t3\t\n",
            "x\t.\n",
            "0\t?\t1\ta\n8\t.\n",
            "99999999999999999999\t.\n",
            "0\t~\t1\n4\t.\n",
            "0\t~\t2\tx\n4\t.\n",
            "0\t~\tx\ty\n4\t.\n",
            "0\t~\t1\tB\t1\tC\n4\t.\n",
            "8\t+\t3\tc",
            "8\t+\t3\tc\n0\t.\n")) {
      assertThatThrownBy(() -> LayerReader.merge(base, bytes(layer), base.length))
          .as(layer)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIdentifiesARowIsKeptOfADeletedOne() {
    Table table = Tables.of(List.of(Form.BYTES, Form.INTEGER, Form.BYTES), List.of(1, 2), true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] row = Lines.line("long text", "7", "k");
    byte[] unknown = Lines.line("long text", "7", "\\N");
    RowLayout.of(table).writeIdentity(row, 0, row.length, out);
    RowLayout.of(table).writeIdentity(unknown, 0, unknown.length, out);
    assertThat(out.toByteArray())
        .isEqualTo(joined(Arrays.asList(Lines.line("", "7", "k"), unknown)));
  }
}
