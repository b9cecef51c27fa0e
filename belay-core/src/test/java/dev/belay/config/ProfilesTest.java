package dev.belay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Hooks.Hook;
import dev.belay.model.Profile;
import dev.belay.model.Profile.NewTables;
import dev.belay.model.Reset.Seed;
import dev.belay.model.Rules.Assigned;
import dev.belay.model.Rules.Assigned.Kind;
import dev.belay.model.Rules.SetRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
  @TempDir Path directory;

  @Test
  void the_profiles_of_the_page_that_tells_of_them_are_read() throws IOException {
    Path root = Path.of(System.getProperty("belay.root", "..")).toAbsolutePath().normalize();
    String page = Files.readString(root.resolve("docs/profiles.md"));
    String yaml = page.substring(page.indexOf("```yaml\n") + 8);
    yaml = yaml.substring(0, yaml.indexOf("```"));
    yaml = yaml.replace("  board: board.db\n", "  board: board.db\n  registry: registry.db\n");

    Map<String, Profile> profiles = read(yaml).profiles();

    Profile config = profile(profiles, "config");
    assertThat(config.database()).contains("board");
    assertThat(config.newTables()).isEqualTo(NewTables.OUT);
    assertThat(config.groups().get("history"))
        .containsExactly("streaks", "weekly_snapshots", "*_logs");
    assertThat(config.exclude()).containsExactly("sessions", "group:history");
    assertThat(config.where()).containsExactly(Map.entry("users", "is_active = 1"));
    assertThat(config.excludeColumns())
        .containsExactly(Map.entry("users", List.of("avatar_cache")));
    assertThat(config.files()).containsExactly(directory.resolve("media/avatars"));
    assertThat(config.onRestore().set())
        .containsExactly(
            new SetRule(
                "users",
                Map.of(
                    "all_time_points", new Assigned("0", Kind.NUMBER),
                    "nickname", new Assigned("", Kind.NULL),
                    "updated_at", new Assigned("now", Kind.EXPRESSION)),
                ""),
            new SetRule("chores", Map.of("done", new Assigned("false", Kind.FALSE)), "weekly = 1"));
    assertThat(config.cleanup().clear())
        .containsExactly("chore_instances", "completions", "group:history");
    assertThat(config.keys()).containsExactly(Map.entry("words", List.of("text")));
    assertThat(config.hooks().beforeRun())
        .contains(new Hook(List.of("systemctl", "stop", "board"), Duration.ofSeconds(30)));
    assertThat(config.hooks().afterRun().orElseThrow().limit()).isEqualTo(Duration.ofMinutes(1));
    var reset = profile(profiles, "factory").reset().orElseThrow();
    assertThat(reset.seed())
        .containsEntry("words", new Seed(directory.resolve("seed/words.txt"), Optional.of("text")))
        .containsEntry(
            "categories", new Seed(directory.resolve("seed/categories.csv"), Optional.empty()));
    assertThat(reset.seedSql()).containsExactly(directory.resolve("seed/settings.sql"));
    assertThat(reset.restartCounters()).isTrue();
    assertThat(reset.export()).contains(directory.resolve("before-reset"));
  }

  @Test
  void a_value_is_what_yaml_takes_it_for() throws IOException {
    Profile profile =
        profile(
            read("""
                profiles:
                  p:
                    on-restore:
                      set:
                        t: {a: "1", b: 1, c: "", d: ~, e: true, f: "true", g: -1.5e3, h: 2026-11-21}
                        u:
                          - {values: {x: 1}, where: "y = 1"}
                          - {x: 2}
                        v: {values: 3, where: {sql: upper(w)}}
                """)
                .profiles(),
            "p");

    assertThat(profile.onRestore().set().get(0).values())
        .containsExactly(
            Map.entry("a", new Assigned("1", Kind.TEXT)),
            Map.entry("b", new Assigned("1", Kind.NUMBER)),
            Map.entry("c", new Assigned("", Kind.TEXT)),
            Map.entry("d", new Assigned("", Kind.NULL)),
            Map.entry("e", new Assigned("true", Kind.TRUE)),
            Map.entry("f", new Assigned("true", Kind.TEXT)),
            Map.entry("g", new Assigned("-1.5e3", Kind.NUMBER)),
            Map.entry("h", new Assigned("2026-11-21", Kind.TEXT)));
    assertThat(profile.onRestore().set().subList(1, 3))
        .containsExactly(
            new SetRule("u", Map.of("x", new Assigned("1", Kind.NUMBER)), "y = 1"),
            new SetRule("u", Map.of("x", new Assigned("2", Kind.NUMBER)), ""));
    assertThat(profile.onRestore().set().get(3).values())
        .containsEntry("values", new Assigned("3", Kind.NUMBER))
        .containsEntry("where", new Assigned("upper(w)", Kind.EXPRESSION));
    assertThat(profile.newTables()).isEqualTo(NewTables.IN);
  }

  @Test
  void files_do_not_lie_in_one_another() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    databases: {board: board.db}
                    profiles:
                      p: {database: board, files: [media, media/avatars]}
                    """))
        .isInstanceOfSatisfying(
            BelayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
              assertThat(e.hint()).isEqualTo("mend the file; nothing was done");
            })
        .hasMessageEndingWith(
            ", line 3: profile p: files: %s is in %s already; leave it out"
                .formatted(directory.resolve("media/avatars"), directory.resolve("media")));
    assertThatThrownBy(
            () ->
                read(
                    """
                    databases: {board: board.db}
                    profiles:
                      p: {database: board, files: [a/b, media, ./x/../media, a]}
                      q: {database: board, files: [media, media2, a.b]}
                    """))
        .hasMessageContaining(" has 2 problems")
        .hasMessageContaining(directory.resolve("media") + " stands there twice; leave one out")
        .hasMessageContaining(
            directory.resolve("a/b") + " is in " + directory.resolve("a") + " already");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    databases:
                      board: board.db
                    profiles:
                      bad name: {}
                      p:
                        database: bord
                        inclde: [users]
                        new-tables: perhaps
                        exclude: [{group: histry}]
                        groups:
                          history: [a, {group: other}]
                          other: [{group: history}]
                          none: []
                        on-restore:
                          set:
                            users: {points: 1_000, list: [1]}
                            chores: {}
                        reset:
                          seed: {words: {column: text}}
                          counters: maybe
                        hooks:
                          before-run: {command: [], limit: 30}
                          after-run: systemctl start
                    """))
        .hasMessageContaining("line 4: a profile's name is made of")
        .hasMessageContaining(
            "line 6: profile p: no database bord in this file. Did you mean board?")
        .hasMessageContaining("line 7: unknown key inclde. Did you mean include?")
        .hasMessageContaining("line 8: profile p: new-tables is in or out")
        .hasMessageContaining("profile p: no group histry. Did you mean history?")
        .hasMessageContaining("group history → other → history contains itself")
        .hasMessageContaining("line 13: profile p: groups: none is empty")
        .hasMessageContaining(
            "line 16: profile p: on-restore: set: users: points: 1_000 is no number")
        .hasMessageContaining("users: list should be a value, null, or {sql")
        .hasMessageContaining("line 17: profile p: on-restore: set: chores sets nothing")
        .hasMessageContaining("line 19: profile p: reset: seed: words has no file")
        .hasMessageContaining("line 20: profile p: reset: counters is restart or keep")
        .hasMessageContaining(
            "line 22: profile p: hooks: before-run: limit should be a span of time")
        .hasMessageContaining("line 22: profile p: hooks: before-run: command should be a list")
        .hasMessageContaining("line 23: profile p: hooks: after-run should be a list");
  }

  private static Profile profile(Map<String, Profile> profiles, String name) {
    return Optional.ofNullable(profiles.get(name)).orElseThrow();
  }

  private BelayYaml read(String text) throws IOException {
    Path file = directory.resolve("belay.yaml");
    Files.writeString(file, text);
    return BelayYamlReader.read(file);
  }
}
