package dev.belay.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RowHashTest {
  @Test
  void givesTheValuesThatOtherProgramsGive() {
    byte[] abc = "abc".getBytes(UTF_8);
    assertThat(RowHash.hash(abc, 0, 0, 0)).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(RowHash.hash(abc, 0, 3, 0)).isEqualTo(0x44BC2CF5AD770999L);
  }

  @Property(tries = 1000)
  void twoSeedsAtOnceGiveWhatEachGivesAlone(
      @ForAll @Size(min = 3, max = 200) byte[] bytes, @ForAll long seed, @ForAll long other) {
    TwinHash twins = new TwinHash(seed, other);
    twins.of(bytes, 2, bytes.length - 1);
    assertThat(twins.first()).isEqualTo(RowHash.hash(bytes, 2, bytes.length - 1, seed));
    assertThat(twins.second()).isEqualTo(RowHash.hash(bytes, 2, bytes.length - 1, other));
  }
}
