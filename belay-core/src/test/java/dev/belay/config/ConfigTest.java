package dev.belay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.Target;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  @TempDir Path directory;

  @Test
  void short_forms_are_a_path_each() throws IOException {
    BelayYaml yaml = read("repository: backups\ndatabases:\n  shop: data/shop.db\n");

    assertThat(yaml.repository()).contains(directory.resolve("backups").toString());
    assertThat(target(yaml, "shop").reference())
        .isEqualTo(directory.resolve("data/shop.db").toString());
    assertThat(target(yaml, "shop").isProtected()).isFalse();
    assertThat(yaml.repositoryPassword()).isEmpty();
  }

  @Test
  void long_forms_carry_passwords_and_protection() throws IOException {
    Files.writeString(directory.resolve("secret"), "  from a file\n");
    BelayYaml yaml =
        read(
            """
            repository:
              path: /srv/belay
              password-file: secret
            databases:
              crm:
                url: postgresql://app@db.example/crm
                protected: true
                password-command: printf '%s' "from a command"
              lite:
                url: sqlite:lite.db
            """);

    assertThat(yaml.repository()).contains("/srv/belay");
    assertThat(yaml.repositoryPassword().orElseThrow().read())
        .containsExactly("from a file".toCharArray());
    var crm = target(yaml, "crm");
    assertThat(crm.reference()).isEqualTo("postgresql://app@db.example/crm");
    assertThat(crm.isProtected()).isTrue();
    assertThat(crm.credentials().password().orElseThrow())
        .containsExactly("from a command".toCharArray());
    assertThat(target(yaml, "lite").reference())
        .isEqualTo("sqlite:" + directory.resolve("lite.db"));
  }

  @Test
  void an_empty_file_says_nothing() throws IOException {
    assertThat(read("")).isEqualTo(BelayYaml.EMPTY);
    assertThat(read("# only words\n")).isEqualTo(BelayYaml.EMPTY);
    assertThat(read("databases:\n")).isEqualTo(BelayYaml.EMPTY);
  }

  @Test
  void all_problems_are_told_at_once_with_their_lines_and_the_nearest_name() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    repositry: here
                    databases:
                      shop:
                        protectd: true
                        url: shop.db
                        protected: perhaps
                      shop: twice.db
                      "a b": x.db
                      crm:
                        password-file: a
                        password-command: b
                    """))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining("has 7 problems")
        .hasMessageContaining("line 1: unknown key repositry. Did you mean repository?")
        .hasMessageContaining("line 4: unknown key protectd. Did you mean protected?")
        .hasMessageContaining("line 6: database shop: protected should be true or false")
        .hasMessageContaining("line 7: databases has the key shop twice")
        .hasMessageContaining("line 8: a database's name is made of")
        .hasMessageContaining("line 10: database crm has no url")
        .hasMessageContaining("line 11: database crm has both password-file and password-command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'repository: [a, b]'                       | line 1: repository should be text
          'repository:'                              | line 1: repository is empty
          'just words'                               | line 1: the file should be a list of “key: value” lines
          'databases: {shop: {}}'                    | line 1: database shop has no url
          'repository: {password-file: x}'           | line 1: repository has no path
          'repository: {path: x, password-command: "a ''b"}' | password-command: a quote is not closed
          'databases: {a: &x one.db, b: *x}'         | line 1: aliases
          """)
  void what_does_not_fit_is_named(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void a_mistake_beside_a_password_does_not_show_the_password() {
    assertThatThrownBy(
            () -> read("databases:\n  crm: 'postgresql://app:hunter2@db/crm\n  x: [hunter2\n"))
        .isInstanceOf(BelayException.class)
        .hasMessageContaining("not YAML")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void a_missing_file_and_a_file_that_is_no_text_are_told_apart() throws IOException {
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> BelayYamlReader.read(none))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
    assertThatThrownBy(() -> BelayYamlReader.read(binary))
        .hasMessageContaining("can't be read as UTF-8 text");
  }

  private static Target target(BelayYaml yaml, String name) {
    return Optional.ofNullable(yaml.databases().get(name)).orElseThrow();
  }

  private BelayYaml read(String text) throws IOException {
    return BelayYamlReader.read(Files.writeString(directory.resolve("belay.yaml"), text));
  }
}
