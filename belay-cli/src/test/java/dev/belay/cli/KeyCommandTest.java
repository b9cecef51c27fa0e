package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.belay.model.BelayException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can open the repository, with restic as the judge. */
class KeyCommandTest {
  @TempDir Path directory;
  private Cli cli = new Cli(Path.of("."));
  private Path first = Path.of(".");
  private Path second = Path.of(".");

  @BeforeEach
  void backedUp() {
    cli = new Cli(directory).shop();
    first = cli.write("first", "canary-first-5d1c\n");
    second = cli.write("second", "canary-second-77e0\n");
    as(first).ok("backup", "shop.db");
  }

  @Test
  void each_key_opens_the_repository_in_belay_and_in_restic() throws Exception {
    JsonNode added = cli.ok("key", "add", "--new-password-file", "second", "--json").json();
    assertThat(added.get("current").asBoolean()).isFalse();
    String made = cli.ok("key", "add", "--new-key-file", "keys/third").out();
    assertThat(made).contains("opens the repository from now on", "BELAY_PASSWORD_FILE=");
    Path third = directory.resolve("keys/third");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(third)))
        .isEqualTo("rw-------");
    Path fourth = cli.write("fourth", "what restic added");
    restic(first, "key", "add", "--new-password-file", fourth.toString());

    for (Path password : List.of(first, second, third, fourth)) {
      assertThat(as(password).ok("list", "--json").json().get("snapshots")).hasSize(1);
      assertThat(restic(password, "snapshots", "--json")).contains("shop");
    }
    List<String> belay = new ArrayList<>();
    cli.ok("key", "list", "--json")
        .json()
        .get("keys")
        .forEach(k -> belay.add(k.get("key").asText().substring(0, 8)));
    assertThat(belay).hasSize(4).contains(added.get("key").asText().substring(0, 8));
    assertThat(restic(first, "key", "list")).contains(belay);
  }

  @Test
  void a_file_that_is_there_is_never_taken_for_a_new_key() {
    Cli.Result result = cli.run("key", "add", "--new-key-file", "second");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains("already a file", "--new-password-file");
    assertThat(second).hasContent("canary-second-77e0\n");
    assertThat(keys()).hasSize(1);
  }

  @Test
  void the_last_key_stays_and_the_one_in_use_goes_only_when_told() throws Exception {
    String mine = keys().get(0);
    assertRefused(cli.run("key", "remove", mine, "--in-use"), "is the last one");
    cli.ok("key", "add", "--new-password-file", "second");
    String other = keys().stream().filter(k -> !k.equals(mine)).findFirst().orElseThrow();
    assertRefused(cli.run("key", "remove", mine.substring(0, 8)), "is the one in use now");
    assertThat(cli.run("key", "remove", "nothing").exit()).isEqualTo(2);

    assertThat(cli.ok("key", "remove", other.substring(0, 8), "--json").json().get("removed"))
        .hasToString("\"" + other + "\"");
    assertThat(keys()).containsExactly(mine);
    assertThat(as(second).run("list").err())
        .contains("the password from BELAY_PASSWORD_FILE does not open");

    as(first).ok("key", "add", "--new-password-file", "second");
    cli.ok("key", "remove", mine, "--in-use");
    as(second).ok("list");
    assertThat(restic(second, "key", "list")).contains(keys().get(0).substring(0, 8));
  }

  @Test
  void passwd_puts_one_key_in_the_place_of_another() throws Exception {
    String old = keys().get(0);
    JsonNode changed =
        cli.ok("key", "passwd", "--new-password-command", "cat " + second, "--json").json();

    assertThat(changed.get("removed").asText()).isEqualTo(old);
    assertThat(cli.run("list").exit()).isEqualTo(2);
    as(second);
    assertThat(keys()).containsExactly(changed.get("key").asText());
    assertThat(restic(second, "snapshots", "--json")).contains("shop");
  }

  @Test
  void passwd_changes_the_key_that_belay_keeps_itself() throws Exception {
    cli.with("BELAY_PASSWORD_FILE", "");
    cli.ok("backup", "shop.db", "--repo", "own/repo");
    Path own;
    try (Stream<Path> files = Files.walk(directory)) {
      own = files.filter(f -> f.toString().endsWith(".key")).findFirst().orElseThrow();
    }
    Path before = Files.copy(own, directory.resolve("before"));

    Cli.Result changed =
        cli.ok("key", "passwd", "--repo", "own/repo", "--new-password-file", "second");
    assertThat(changed.out()).contains(own.toString()).doesNotContain("BELAY_PASSWORD_FILE=");
    assertThat(changed.err()).contains("copies that you keep of the old key");
    assertThat(cli.ok("list", "--repo", "own/repo", "--json").json().get("snapshots")).hasSize(1);
    assertThat(own).hasContent("canary-second-77e0");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");
    assertThat(as(before).run("list", "--repo", "own/repo").exit()).isEqualTo(2);

    cli.with("BELAY_PASSWORD_FILE", "");
    JsonNode again =
        cli.ok("key", "passwd", "--repo", "own/repo", "--new-key-file", "third", "--json").json();
    assertThat(again.get("key_file").asText()).isEqualTo(own.toString());
    assertThat(own).hasSameTextualContentAs(directory.resolve("third"));
    assertThat(cli.ok("key", "list", "--repo", "own/repo", "--json").json().get("keys")).hasSize(1);
  }

  @Test
  void a_damaged_key_file_is_listed_by_name() throws Exception {
    cli.ok("key", "add", "--new-password-file", "second");
    String other =
        cli.ok("key", "list", "--json").json().findParents("current").stream()
            .filter(k -> !k.get("current").asBoolean())
            .map(k -> k.get("key").asText())
            .findFirst()
            .orElseThrow();
    Path file = directory.resolve(".belay/repo/keys").resolve(other);
    byte[] json = Files.readAllBytes(file);
    json[json.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, json);

    Cli.Result listed = cli.ok("key", "list");
    assertThat(listed.out()).contains(other.substring(0, 8), "damaged");
    assertThat(listed.err()).contains("key file " + other, "belay key remove");
    assertThat(cli.ok("key", "list", "--json").json().get("damaged").get(0).asText())
        .isEqualTo(other);
    Cli.Result check = cli.run("check");
    assertThat(check.exit()).isEqualTo(5);
    assertThat(check.out() + check.err()).contains("key " + other);
    cli.ok("key", "remove", other.substring(0, 8));
    cli.ok("check");
  }

  @Test
  void wrong_password_damaged_key_and_missing_keys_are_told_apart() throws Exception {
    Path keys = directory.resolve(".belay/repo/keys");
    Path file = keys.resolve(keys().get(0));
    Cli.Result wrong = as(second).run("list");
    byte[] json = Files.readAllBytes(file);
    json[json.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, json);
    Cli.Result damaged = as(first).run("list");
    Files.delete(file);
    Cli.Result missing = cli.run("list");

    assertThat(wrong.err()).contains("the password from BELAY_PASSWORD_FILE does not open");
    assertThat(damaged.err()).contains("key file " + file.getFileName(), "is damaged");
    assertThat(missing.err()).contains("has no key files");
    assertThat(List.of(wrong.exit(), damaged.exit(), missing.exit())).containsExactly(2, 5, 5);
  }

  @Test
  void the_kit_holds_what_is_needed_and_its_code_can_be_read() throws Exception {
    assertRefused(cli.run("key", "kit"), "key kit --show-secret");
    assertThat(cli.typing("no\n").run("key", "kit").out()).isEmpty();
    assertThat(cli.typing("SHOW\n").ok("key", "kit").out()).contains("canary-first-5d1c");

    JsonNode json = cli.ok("key", "kit", "--show-secret", "--json").json();
    assertThat(json.get("password").asText()).isEqualTo("canary-first-5d1c");
    assertThat(json.get("key").asText()).isEqualTo(keys().get(0));
    String out = cli.ok("key", "kit", "--show-secret").out();
    assertThat(out)
        .contains("password    canary-first-5d1c", json.get("repository_id").asText())
        .contains("restic -r " + directory.resolve(".belay/repo") + " --password-file FILE");
    assertThat(scanned(out)).isEqualTo(json.get("code").asText()).contains("canary-first-5d1c");
  }

  @Test
  void a_password_is_typed_twice() {
    assertThat(NewPassword.twice(typing("abc", "abc"))).containsExactly('a', 'b', 'c');
    for (String[] typed : new String[][] {{"abc", "abd"}, {"", ""}, {" a", " a"}, {}}) {
      assertThatThrownBy(() -> NewPassword.twice(typing(typed)))
          .isInstanceOf(BelayException.class)
          .hasMessageContaining("nothing was changed");
    }
    Cli.Result nobody = cli.run("key", "add");
    assertThat(nobody.exit()).isEqualTo(2);
    assertThat(nobody.err()).contains("--new-password-file FILE");
  }

  @Test
  void no_secret_is_in_what_is_said_or_stored_or_in_a_childs_arguments() throws Exception {
    Path seen = directory.resolve("seen");
    Path script =
        cli.write(
            "ask",
            "cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline >"
                + seen
                + "\ncat "
                + second
                + "\n");
    String command = "sh " + script;
    StringBuilder said = new StringBuilder();
    for (String[] words :
        new String[][] {
          {"key", "add", "--new-password-command", command, "--json", "--verbose"},
          {"key", "add", "--new-password-file", "first", "--verbose"},
          {"key", "list", "--json"},
          {"backup", "shop.db", "--json"},
          {"restore", "latest", "--yes"},
          {"history", "--json"},
          {"info", "--json"},
          {"key", "add", "--new-password-file", "missing", "--verbose"},
          {"key", "passwd", "--new-password-file", "second", "--verbose"},
          {"list", "--verbose", "--json"},
        }) {
      said.append(cli.run(words));
    }
    said.append(as(second).ok("check", "--read-data", "--json"));
    said.append(restic(second, "dump", "latest", "/"));
    said.append(Files.readString(seen, StandardCharsets.ISO_8859_1));
    try (Stream<Path> files = Files.walk(directory.resolve(".belay"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        said.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(said.toString().contains("canary")).isFalse();
  }

  private Cli as(Path password) {
    return cli.with("BELAY_PASSWORD_FILE", password.toString());
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    cli.ok("key", "list", "--json")
        .json()
        .get("keys")
        .forEach(k -> keys.add(k.get("key").asText()));
    return keys;
  }

  private static void assertRefused(Cli.Result result, String message) {
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.err()).contains(message);
  }

  private static NewPassword.Question typing(String... answers) {
    Iterator<String> each = Arrays.asList(answers).iterator();
    return question -> each.hasNext() ? each.next().toCharArray() : null;
  }

  /**
   * What a camera reads off the half squares. The picture is straight and clean, and is read as
   * one: the search for a code in a photograph misses one such text in eighty.
   */
  private static String scanned(String out) throws Exception {
    List<String> lines = out.lines().filter(l -> l.matches("[ █▀▄]{29,}")).toList();
    int zoom = 4;
    int width = lines.get(0).length() * zoom;
    int height = lines.size() * 2 * zoom;
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        char c = lines.get(y / (2 * zoom)).charAt(x / zoom);
        boolean upper = y / zoom % 2 == 0;
        pixels[y * width + x] = c == '█' || c == (upper ? '▀' : '▄') ? 0 : 0xffffff;
      }
    }
    var picture = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(new HybridBinarizer(picture)),
            Map.of(DecodeHintType.PURE_BARCODE, true))
        .getText();
  }

  private String restic(Path password, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("restic", "--no-cache", "-r"));
    command.add(directory.resolve(".belay/repo").toString());
    command.addAll(List.of("--password-file", password.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "restic", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    String text = Files.readString(out, StandardCharsets.ISO_8859_1);
    Files.delete(out);
    assertThat(ended && process.exitValue() == 0).as(text).isTrue();
    return text;
  }
}
