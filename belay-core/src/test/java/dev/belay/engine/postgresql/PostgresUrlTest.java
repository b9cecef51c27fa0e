package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Address;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresUrlTest {
  private final PostgresEngine engine = new PostgresEngine();

  @ParameterizedTest
  @CsvSource({
    "postgresql://ann@db.example:6000/shop, db.example, 6000, ann, shop",
    "postgres://ann@db.example/shop?sslmode=require, db.example, 5432, ann, shop",
    "postgresql://ann@/shop, localhost, 5432, ann, shop",
    "postgresql://ann@[::1]:6000/shop, ::1, 6000, ann, shop",
    "postgresql://a%40b:s%2Fx@host/my%20db, host, 5432, a@b, my db",
    "postgresql://ann@host, host, 5432, ann, ann",
    "postgresql://a+b@host/c+d, host, 5432, a+b, c+d",
  })
  void a_url_is_taken_apart(String url, String host, String port, String user, String database) {
    Address address = engine.parse(url).orElseThrow();
    assertThat(address.parts())
        .containsEntry("host", host)
        .containsEntry("port", port)
        .containsEntry("user", user)
        .containsEntry("database", database);
    assertThat(address.name()).isEqualTo(database);
  }

  @Test
  void a_password_is_handed_over_apart_and_shown_nowhere() {
    String url = "postgresql://ann:s%3Acret@host/db";
    Address address = engine.parse(url).orElseThrow();
    assertThat(address.toString()).doesNotContain("cret");
    assertThat(engine.passwordIn(url))
        .hasValueSatisfying(p -> assertThat(p).containsExactly("s:cret".toCharArray()));
    assertThat(engine.passwordIn("postgresql://ann@host/db")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.db",
        "sqlite:app.db",
        "jdbc:postgresql://host/db",
        "mysql://host/db",
        "postgresql:x"
      })
  void other_references_are_somebody_else_s(String reference) {
    assertThat(engine.parse(reference)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:secret@host/db?socketFactory=evil.Class",
        "postgresql://ann:secret@host/db?options=-c%20x",
        "postgresql://ann:secret@host/db?sslmode=whatever",
        "postgresql://ann:secret@host/db?connect_timeout=soon",
        "postgresql://ann:secret@host:port/db",
        "postgresql://ann:secret@host:99999/db",
        "postgresql://ann:secret@%2Fvar%2Frun/db",
        "postgresql://ann:secret@one,two/db",
        "postgresql://ann:secret@ho%zzst/db",
      })
  void what_is_not_allowed_is_refused_without_repeating_the_password(String url) {
    assertThatThrownBy(() -> engine.parse(url))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageNotContaining("secret");
  }
}
