package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class HumanTest {
  @Test
  void counts_have_separators() {
    assertThat(Human.count(0)).isEqualTo("0");
    assertThat(Human.count(999)).isEqualTo("999");
    assertThat(Human.count(1000)).isEqualTo("1,000");
    assertThat(Human.count(-1234567)).isEqualTo("-1,234,567");
    assertThat(Human.count(1, "row")).isEqualTo("1 row");
    assertThat(Human.count(2000, "row")).isEqualTo("2,000 rows");
  }

  @Test
  void sizes_have_three_digits() {
    assertThat(Human.bytes(999)).isEqualTo("999 B");
    assertThat(Human.bytes(1000)).isEqualTo("1.00 KB");
    assertThat(Human.bytes(81_640)).isEqualTo("81.6 KB");
    assertThat(Human.bytes(999_499)).isEqualTo("999 KB");
    assertThat(Human.bytes(999_600)).isEqualTo("1.00 MB");
    assertThat(Human.bytes(Long.MAX_VALUE)).isEqualTo("9223 PB");
  }

  @Test
  void durations_and_times_are_as_exact_as_people_need() {
    assertThat(Human.seconds(0.004)).isEqualTo("0.00 s");
    assertThat(Human.seconds(12.34)).isEqualTo("12.3 s");
    assertThat(Human.seconds(245)).isEqualTo("4 min 05 s");
    assertThat(Human.seconds(7800)).isEqualTo("2 h 10 min");
    Times times =
        new Times(
            Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC),
            TimeZone.getTimeZone("Europe/Berlin"));
    assertThat(times.time(OffsetDateTime.parse("2026-06-21T07:55:00Z")))
        .isEqualTo("2026-06-21 09:55");
    OffsetDateTime time = OffsetDateTime.parse("2026-11-21T07:55:00Z");
    assertThat(times.when(time)).isEqualTo("2026-11-21 08:55 (5 min ago)");
    assertThat(times.ago(time.minusHours(5))).isEqualTo("5 h ago");
    assertThat(times.ago(time.minusDays(12))).isEqualTo("12 days ago");
    assertThat(times.ago(time.plusHours(1))).isEqualTo("in the future");
    assertThat(times.ago(time.plusMinutes(5))).isEqualTo("just now");
  }

  @Test
  void text_from_outside_can_not_move_the_cursor() {
    assertThat(Printable.clean("plain ünïcode 漢字")).isEqualTo("plain ünïcode 漢字");
    assertThat(Printable.clean("a\u001b[2Jb\nc\td\u0000\u0085\u202e"))
        .isEqualTo("a\\x1b[2Jb\\nc\\td\\x00\\x85\\u202e");
  }

  @Test
  void text_is_measured_and_cut_by_what_is_seen() {
    assertThat(Printable.width("漢字e\u0301")).isEqualTo(5);
    assertThat(Printable.cut("漢字漢字", 5)).isEqualTo("漢字…");
    assertThat(Printable.cut("short", 5)).isEqualTo("short");
    assertThat(Printable.cut("longer", 5)).isEqualTo("long…");
  }

  @Test
  void columns_stand_under_each_other_and_end_without_blanks() {
    List<String> lines = new ArrayList<>();
    new Columns()
        .left("name")
        .right("rows")
        .left("text")
        .row("漢", "1,000", "")
        .row("abcdef", "2", "a description that is long")
        .print(new Style(false), 25, lines::add);
    assertThat(lines)
        .containsExactly("name     rows  text", "漢      1,000", "abcdef      2  a descrip…");
  }

  @Test
  void a_password_in_a_reference_is_seen() {
    assertThat(References.hasPassword("postgresql://app:pw@host/db")).isTrue();
    assertThat(References.hasPassword("postgresql://host/db?user=a&password=pw")).isTrue();
    assertThat(References.hasPassword("postgresql://app@host:5432/db")).isFalse();
    assertThat(References.hasPassword("data/a:b@c.db")).isFalse();
  }
}
