package dev.belay.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @Test
  void aSpanIsReadInTheUnitsOfTheCalendar() {
    assertThat(Span.parse("1y5m7d2h")).isEqualTo(new Span(1, 5, 7, 2));
    assertThat(Span.parse("2h1y")).hasToString("1y2h");
    assertThat(Span.parse("0d").isZero()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "d", "1w", "-1d", "1dd", "1d1d", "1 d", "9999999d"})
  void whatIsNoSpanIsRefused(String text) {
    assertThatThrownBy(() -> Span.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1y5m7d2h");
  }

  @Test
  void aMonthBeforeTheEndOfMarchLiesInMarch() {
    Instant march = Instant.parse("2026-03-31T12:00:00Z");
    assertThat(Span.parse("1m").before(march)).isEqualTo(Instant.parse("2026-03-03T12:00:00Z"));
    assertThat(Span.parse("1y1m1d1h").before(march))
        .isEqualTo(Instant.parse("2025-03-02T11:00:00Z"));
  }
}
