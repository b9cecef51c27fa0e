package dev.belay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.Profile.NewTables;
import dev.belay.model.Rules.Assigned;
import dev.belay.model.Rules.SetRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileScopeTest {
  private static final List<Table> TABLES =
      List.of(table("users"), table("chores"), table("streaks"), table("audit_logs"), table("new"));

  @Test
  void include_covers_those_and_the_rest_is_told() {
    ProfileScope scope = scope(List.of("users", "ch*"), List.of(), NewTables.OUT);

    assertThat(scope.tables()).extracting(t -> t.name().name()).containsExactly("users", "chores");
    assertThat(scope.unnamed()).extracting(TableName::name).containsExactly("new");
    assertThat(scope.selection().tables()).containsExactly("main.users", "main.chores");
    assertThat(scope.note()).contains("profile p does not name new; left alone (new-tables: out)");
  }

  @Test
  void new_tables_are_in_where_the_profile_says_so() {
    assertThat(scope(List.of("users"), List.of(), NewTables.IN).tables())
        .extracting(t -> t.name().name())
        .containsExactly("users", "new");
    assertThat(scope(List.of(), List.of("group:history"), NewTables.IN).tables())
        .extracting(t -> t.name().name())
        .containsExactly("users", "chores", "new");
    assertThat(scope(List.of(), List.of("group:history"), NewTables.OUT).tables())
        .extracting(t -> t.name().name())
        .containsExactly("users", "chores");
  }

  @Test
  void groups_stand_for_their_tables_also_within_groups() {
    ProfileScope scope = scope(List.of(), List.of(), NewTables.IN);

    assertThat(scope.tables(List.of("group:history")))
        .extracting(t -> t.name().name())
        .containsExactly("streaks", "audit_logs");
    assertThatThrownBy(() -> scope.tables(List.of("group:histry")))
        .hasMessageContaining("no group histry. Did you mean history?");
  }

  @Test
  void nothing_covered_is_not_everything() {
    assertThatThrownBy(() -> scope(List.of("users"), List.of("*"), NewTables.OUT).selection())
        .hasMessageContaining("profile p covers no table of board");
  }

  @Test
  void what_does_not_fit_is_told_at_once_with_the_nearest() {
    Profile wrong =
        new Profile(
            "p",
            Optional.empty(),
            "",
            Map.of(),
            List.of("user"),
            List.of(),
            NewTables.OUT,
            Map.of("chores", "1", "ch*", "2"),
            Map.of("users", List.of("id", "nmae")),
            new Rules(
                List.of("sessionz*"),
                List.of(),
                Map.of(),
                List.of(
                    new SetRule(
                        "users", Map.of("point", new Assigned("0", Assigned.Kind.NUMBER)), "")),
                List.of()),
            Rules.NONE,
            Optional.empty(),
            Map.of(),
            List.of("group:x"),
            Map.of(),
            Hooks.NONE,
            List.of());

    assertThatThrownBy(() -> ProfileScope.of(wrong, TABLES, "board"))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("profile p does not fit board, in 7 places")
        .hasMessageContaining("include: no table user. Did you mean users?")
        .hasMessageContaining("where: chores is named twice")
        .hasMessageContaining("exclude-columns: id is in the key of users and can't be left out")
        .hasMessageContaining("exclude-columns: users has no column nmae. Did you mean name?")
        .hasMessageContaining("on-restore: clear: no table sessionz*.")
        .hasMessageContaining("on-restore: set: users has no column point. Did you mean points?")
        .hasMessageContaining("critical: no group x.");
  }

  private static ProfileScope scope(List<String> include, List<String> exclude, NewTables news) {
    Profile profile =
        new Profile(
            "p",
            Optional.empty(),
            "",
            Map.of("history", List.of("streaks", "group:logs"), "logs", List.of("*_logs")),
            include,
            exclude,
            news,
            Map.of("users", "points > 0"),
            Map.of(),
            Rules.NONE,
            new Rules(List.of("chores"), List.of(), Map.of(), List.of(), List.of()),
            Optional.empty(),
            Map.of(),
            List.of(),
            Map.of(),
            Hooks.NONE,
            List.of());
    return ProfileScope.of(profile, TABLES, "board");
  }

  private static Table table(String name) {
    List<Column> columns =
        Arrays.asList(
            new Column("id", "INTEGER", Form.INTEGER, false, false, false),
            new Column("name", "TEXT", Form.SQLITE_TEXT, true, false, false),
            new Column("points", "INTEGER", Form.SQLITE_NUMBER, true, false, false));
    return new Table(
        new TableName("main", name),
        columns,
        List.of("id"),
        false,
        false,
        List.of(),
        List.of(),
        "");
  }
}
