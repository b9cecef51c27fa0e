package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlicedOutputTest {
  @Test
  void much_goes_out_in_slices_and_is_the_same() throws Exception {
    byte[] much = new byte[3 * SlicedOutput.SLICE + 5];
    new Random(7).nextBytes(much);
    int[] largest = new int[1];
    ByteArrayOutputStream kept =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            largest[0] = Math.max(largest[0], length);
            super.write(bytes, from, length);
          }
        };
    try (SlicedOutput out = new SlicedOutput(kept)) {
      out.write(much);
      out.write(much, 1, 2);
    }
    assertThat(largest[0]).isEqualTo(SlicedOutput.SLICE);
    assertThat(kept.toByteArray())
        .startsWith(much)
        .endsWith(much[1], much[2])
        .hasSize(much.length + 2);
  }
}
