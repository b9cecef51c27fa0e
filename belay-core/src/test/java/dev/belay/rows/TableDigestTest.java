package dev.belay.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Digests add up, in any order, and tell sets of rows apart. */
class TableDigestTest {
  private static TableDigest sum(List<byte[]> rows) {
    TableDigest.Sum sum = new TableDigest.Sum();
    rows.forEach(r -> sum.add(r, 0, r.length));
    return sum.total();
  }

  @Property(tries = 200)
  void theOrderDoesNotCount(@ForAll @Size(max = 20) List<byte[]> rows, @ForAll Random random) {
    List<byte[]> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    assertThat(sum(shuffled)).isEqualTo(sum(rows));
  }

  @Property(tries = 200)
  void partsAddUpAndAreTakenAway(
      @ForAll @Size(max = 20) List<byte[]> some, @ForAll @Size(max = 20) List<byte[]> others) {
    List<byte[]> both = new ArrayList<>(some);
    both.addAll(others);
    assertThat(sum(some).plus(sum(others))).isEqualTo(sum(both));
    assertThat(sum(both).minus(sum(some))).isEqualTo(sum(others));
    assertThat(TableDigest.of(sum(both).rows(), sum(both).hex())).isEqualTo(sum(both));
  }

  @Property(tries = 200)
  void oneChangedByteShows(@ForAll @Size(min = 1, max = 70) byte[] row, @ForAll Random random) {
    byte[] other = row.clone();
    other[random.nextInt(other.length)] ^= (byte) (1 + random.nextInt(255));
    assertThat(sum(List.of(other))).isNotEqualTo(sum(List.of(row)));
    assertThat(sum(List.of(row, row))).isNotEqualTo(sum(List.of(other, other)));
    assertThat(sum(List.of(row, row)).hex()).isNotEqualTo(TableDigest.EMPTY.hex());
  }
}
