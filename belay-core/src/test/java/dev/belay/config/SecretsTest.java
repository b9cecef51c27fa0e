package dev.belay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path directory;
  private final List<Path> made = new ArrayList<>();

  @Test
  void a_key_is_made_once_and_only_for_its_owner() throws IOException {
    KeyFile key = key("keys/shop.key");

    char[] first = key.get(true);
    assertThat(first).hasSize(43);
    assertThat(key.get(true)).isEqualTo(first);
    assertThat(key.get(false)).isEqualTo(first);
    assertThat(key.random()).isTrue();
    assertThat(made).containsExactly(directory.resolve("keys/shop.key"));
    assertThat(rights(directory.resolve("keys"))).isEqualTo("rwx------");
    assertThat(rights(directory.resolve("keys/shop.key"))).isEqualTo("rw-------");
    try (var files = Files.list(directory.resolve("keys"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_missing_key_of_a_repository_that_exists_is_an_error_and_never_made_anew() {
    KeyFile key = key("keys/shop.key");

    assertThatThrownBy(() -> key.get(false))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KEY))
        .hasMessageContaining(directory.resolve("keys/shop.key").toString());
    assertThat(directory.resolve("keys")).doesNotExist();
  }

  @Test
  void every_way_to_a_repository_leads_to_one_key_and_two_repositories_have_two()
      throws IOException {
    Path project = Files.createDirectory(directory.resolve("shop"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), project);

    String name = KeyFile.nameFor(project.resolve(".belay/repo"));
    assertThat(name).matches("shop-[0-9a-f]{16}\\.key");
    assertThat(KeyFile.nameFor(link.resolve(".belay/repo"))).isEqualTo(name);
    assertThat(KeyFile.nameFor(project.resolve("x/../.belay/repo"))).isEqualTo(name);
    Files.createDirectories(project.resolve(".belay/repo"));
    assertThat(KeyFile.nameFor(link.resolve(".belay/repo"))).isEqualTo(name);
    assertThat(KeyFile.nameFor(directory.resolve("other/shop/.belay/repo"))).isNotEqualTo(name);
  }

  @Test
  void a_private_file_is_never_replaced() throws IOException {
    Path file = directory.resolve("x");
    assertThat(PrivateFiles.createOnce(file, new byte[] {1})).isTrue();
    assertThat(PrivateFiles.createOnce(file, new byte[] {2})).isFalse();
    assertThat(Files.readAllBytes(file)).containsExactly(1);
  }

  @Test
  void another_password_takes_the_place_of_a_key_whole_and_only_for_its_owner() throws IOException {
    KeyFile key = key("keys/shop.key");
    key.get(true);
    Path file = directory.resolve("keys/shop.key");
    Path link = Files.createSymbolicLink(directory.resolve("link.key"), file);

    assertThat(key("link.key").replace("zwölf Boxkämpfer".toCharArray())).contains(link);
    assertThat(link).isSymbolicLink();
    assertThat(key.get(false)).isEqualTo("zwölf Boxkämpfer".toCharArray());
    assertThat(key.random()).isFalse();
    assertThat(rights(file)).isEqualTo("rw-------");
    assertThatThrownBy(() -> key.replace(" x ".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("white space");
    assertThat(key.get(false)).isEqualTo("zwölf Boxkämpfer".toCharArray());
    try (var files = Files.list(directory.resolve("keys"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void the_words_of_a_command_are_split_without_a_shell() {
    assertThat(CommandSecret.parse("  pass show  belay ").words())
        .containsExactly("pass", "show", "belay");
    assertThat(CommandSecret.parse("a 'b c' \"d 'e\" f\\ g '' 'h\\'").words())
        .containsExactly("a", "b c", "d 'e", "f g", "", "h\\");
    assertThat(CommandSecret.parse("echo $HOME; ls | cat *").words())
        .containsExactly("echo", "$HOME;", "ls", "|", "cat", "*");
    assertThatThrownBy(() -> CommandSecret.parse("a \"b")).hasMessageContaining("not closed");
    assertThatThrownBy(() -> CommandSecret.parse(" ")).hasMessageContaining("empty");
  }

  @Test
  void failures_name_the_place_and_never_the_secret() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty"), " \n");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'s', (byte) 0xff});

    assertThatThrownBy(() -> new FileSecret(empty).read()).hasMessageContaining(empty.toString());
    assertThatThrownBy(() -> new FileSecret(binary).read()).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> new FileSecret(directory.resolve("none")).read())
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> CommandSecret.parse("false hunter2").read())
        .hasMessage("the password command false failed with exit code 1");
    assertThatThrownBy(() -> CommandSecret.parse("/no/such/program hunter2").read())
        .message()
        .contains("/no/such/program")
        .doesNotContain("hunter2");
    assertThat(CommandSecret.parse("x hunter2").toString()).doesNotContain("hunter2");
  }

  private KeyFile key(String name) {
    return new KeyFile(
        directory.resolve(name),
        directory.resolve("repo").toString(),
        new SecureRandom(),
        made::add);
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
