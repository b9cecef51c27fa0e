package dev.belay.match;

import dev.belay.model.Form;
import dev.belay.rows.CopyText;
import dev.belay.rows.FieldText;
import dev.belay.rows.RowLayout;
import dev.belay.rows.SqliteValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The fields of lines, each as the bytes that stand between the tabs. */
final class Fields {
  static final byte[] NULL = {'\\', 'N'};

  private Fields() {}

  /** The first fields of a line. */
  static byte[][] split(byte[] line, int from, int count) {
    int[] bounds = RowLayout.bounds(line, from, count);
    byte[][] fields = new byte[count][];
    for (int i = 0; i < count; i++) {
      fields[i] = Arrays.copyOfRange(line, bounds[i], bounds[i + 1] - 1);
    }
    return fields;
  }

  /** A line of all these fields, one list after the other. */
  static byte[] line(byte[][]... parts) {
    int size = 0;
    for (byte[][] part : parts) {
      for (byte[] field : part) {
        size += field.length + 1;
      }
    }
    byte[] line = new byte[size];
    int at = 0;
    for (byte[][] part : parts) {
      for (byte[] field : part) {
        System.arraycopy(field, 0, line, at, field.length);
        at += field.length;
        line[at++] = '\t';
      }
    }
    line[size - 1] = '\n';
    return line;
  }

  static byte[][] pick(byte[][] fields, int[] places) {
    byte[][] picked = new byte[places.length][];
    for (int i = 0; i < places.length; i++) {
      picked[i] = fields[places[i]];
    }
    return picked;
  }

  static boolean isNull(byte[] field) {
    return CopyText.isNull(field, 0, field.length);
  }

  static boolean anyNull(byte[][] fields) {
    return Arrays.stream(fields).anyMatch(Fields::isNull);
  }

  /**
   * A value as it is compared with what refers to it, whose column may be of another affinity in
   * SQLite: without its tag.
   */
  static byte[] bare(Form form, byte[] field) {
    boolean tagged =
        form.name().startsWith("SQLITE") && field.length > 1 && field[0] == SqliteValue.TAG;
    return tagged ? Arrays.copyOfRange(field, 2, field.length) : field;
  }

  static byte[][] bare(List<Form> forms, byte[][] fields) {
    byte[][] bare = new byte[fields.length][];
    for (int i = 0; i < fields.length; i++) {
      bare[i] = bare(forms.get(i), fields[i]);
    }
    return bare;
  }

  /** A value of one column as another column would hold it that refers to it. */
  static byte[] as(Form from, byte[] field, Form to) {
    if (from == to || isNull(field) || !to.name().startsWith("SQLITE")) {
      return field;
    }
    SqliteValue.Kind kind = SqliteValue.kind(from, field, 0, field.length);
    byte[] bare = bare(from, field);
    char tag =
        switch (kind) {
          case INTEGER -> to == Form.SQLITE_BLOB ? 'i' : 0;
          case REAL -> to == Form.SQLITE_BLOB ? 'r' : 0;
          case BLOB -> to == Form.SQLITE_BLOB ? 0 : 'b';
          case TEXT, NULL -> to == Form.SQLITE_BLOB ? 't' : 0;
        };
    boolean plain = tag == 0 && (bare.length == 0 || bare[0] != SqliteValue.TAG);
    if (plain) {
      return bare;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bare.length + 2);
    out.write(SqliteValue.TAG);
    out.write(tag == 0 ? (kind == SqliteValue.Kind.BLOB ? 'b' : 't') : tag);
    out.writeBytes(bare);
    return out.toByteArray();
  }

  static byte[] number(long value) {
    return String.valueOf(value).getBytes(StandardCharsets.ISO_8859_1);
  }

  static long number(byte[] field) {
    return Long.parseLong(new String(field, StandardCharsets.ISO_8859_1));
  }

  /** A field as people read it. */
  static String text(Form form, byte[] field) {
    return FieldText.of(form, field, 0, field.length).orElse("NULL");
  }
}
