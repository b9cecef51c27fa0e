package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Escaping changes neither a field's bytes nor their order. */
class CopyTextTest {
  private static byte[] escaped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CopyText.escape(out, bytes, 0, bytes.length);
    return out.toByteArray();
  }

  /**
   * Few different bytes, most of them special, so that equal prefixes and neighbouring escapes are
   * common.
   */
  private static byte[] special(byte[] bytes) {
    byte[] letters = {'\\', '\n', '\t', '\r', '\b', '\f', 0x0b, 0, 'n', 'N', 'a', (byte) 0xff};
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = letters[(bytes[i] & 0xff) % letters.length];
    }
    return out;
  }

  @Property
  void whatWasEscapedComesBack(@ForAll byte[] any) {
    for (byte[] bytes : new byte[][] {any, special(any)}) {
      byte[] field = escaped(bytes);
      assertThat(CopyText.unescape(field, 0, field.length)).isEqualTo(bytes);
      assertThat(CopyText.isNull(field, 0, field.length)).isFalse();
    }
  }

  @Property
  void noFieldEndsEarly(@ForAll byte[] any) {
    byte[] field = escaped(special(any));
    byte[] line = Arrays.copyOf(field, field.length + 1);
    for (byte end : new byte[] {'\t', '\n'}) {
      line[field.length] = end;
      assertThat(CopyText.fieldEnd(line, 0)).isEqualTo(field.length);
    }
  }

  @Property
  void fieldsCompareLikeTheirBytes(
      @ForAll @Size(max = 6) byte[] a, @ForAll @Size(max = 6) byte[] b) {
    for (byte[][] pair : new byte[][][] {{a, b}, {special(a), special(b)}}) {
      byte[] x = escaped(pair[0]);
      byte[] y = escaped(pair[1]);
      assertThat(Integer.signum(CopyText.compare(x, 0, x.length, y, 0, y.length)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(pair[0], pair[1])));
    }
  }
}
