package dev.belay.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> TABLES = List.of("swords", "lex.words", "votes", "vote_log");

  @Test
  void aNameThatOnlyLacksItsSchemaComesFirst() {
    assertThat(Nearest.question("words", TABLES)).isEqualTo(" Did you mean lex.words?");
    assertThat(Nearest.question("Words", TABLES)).isEqualTo(" Did you mean lex.words?");
    assertThat(Nearest.question("sword", TABLES)).isEqualTo(" Did you mean swords?");
    assertThat(Nearest.question("vote_", TABLES)).isEqualTo(" Did you mean votes?");
    assertThat(Nearest.question("ex.words", TABLES)).isEqualTo(" Did you mean lex.words?");
    assertThat(Nearest.question("something", TABLES)).isEmpty();
  }
}
