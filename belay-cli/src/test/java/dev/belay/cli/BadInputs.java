package dev.belay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A directory of good and bad things: a shop with snapshots and a run, and beside it every file
 * that a person may name by mistake.
 */
final class BadInputs {
  private final Path directory;
  private final Cli cli;

  BadInputs(Cli cli) {
    this.cli = cli;
    this.directory = cli.directory;
  }

  /** Files that are no good, and configurations that are wrong; no repository yet. */
  BadInputs files() throws IOException {
    cli.shop();
    Files.createDirectory(directory.resolve("folder.db"));
    Files.createDirectory(directory.resolve("folder.json"));
    Files.createDirectory(directory.resolve("folder.csv"));
    Files.createFile(directory.resolve("empty.db"));
    Files.createFile(directory.resolve("empty.json"));
    Files.createFile(directory.resolve("empty.json.gz"));
    Files.createFile(directory.resolve("empty.csv"));
    Files.createFile(directory.resolve("empty.key"));
    cli.write("text.db", "These are words and not a database.\n".repeat(300));
    byte[] shop = Files.readAllBytes(directory.resolve("shop.db"));
    Files.write(directory.resolve("cut.db"), Arrays.copyOf(shop, shop.length / 2));
    Files.write(directory.resolve("stub.db"), Arrays.copyOf(shop, 50));
    other();
    cli.write("foreign.json", "{\"name\": \"somebody else's\", \"version\": 3}");
    cli.write("list.json", "[{\"id\": 1}]");
    cli.write("words.json", "no JSON at all");
    cli.write("later.json", "{\"belay_export\": 99, \"database\": \"shop\", \"tables\": {}}");
    cli.write("odd.json", "{\"belay_export\": \"one\", \"tables\": {}}");
    cli.write("text.json.gz", "{\"belay_export\": 1}");
    cli.write("customers.csv", "id,nome,email\n1,a,b\n");
    cli.write("ordrs.csv", "id,customer_id,total\n1,1,2\n");
    cli.write("nokey.key", "never the password of anything\n");
    cli.write("seed.csv", "id,nome\n1,a\n");
    cli.write("syntax.yaml", "databases: [shop\n");
    configurations();
    return this;
  }

  private void other() {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("other.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
      statement.executeUpdate("INSERT INTO notes VALUES (1, 'of another program')");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void configurations() {
    profile("table", "include: [ordrs]");
    profile("group", "groups: {a: [{group: b}], b: [{group: a}]}\n    include: [{group: a}]");
    profile("nogroup", "groups: {history: [orders]}\n    exclude: [{group: histry}]");
    profile("where", "where: {customers: \"nme = 'x'\"}");
    profile("broken", "cleanup: {delete: {customers: \"id >\"}}");
    profile("after", "cleanup: {after: [\"UPDATE customers SET nme = 1\"]}");
    profile("drop", "cleanup: {after: [\"DROP TABLE customers\"]}");
    profile("set", "cleanup: {set: {customers: {nme: 1}}}");
    profile("clear", "cleanup: {clear: [ordrs]}");
    profile("null", "cleanup: {set: {customers: {name: null}}}");
    profile("good", "cleanup: {clear: [orders]}");
    profile("seed", "reset: {seed: {customers: seed.csv}}");
    profile("noseed", "reset: {seed: {customers: gone.csv}}");
    profile("emptyseed", "reset: {seed: {customers: empty.csv}}");
    profile("folderseed", "reset: {seed: {customers: folder.csv}}");
    profile("seedtable", "reset: {seed: {custmers: seed.csv}}");
    profile("reset", "reset: {seed: {customers: good.csv}, clear: [orders]}");
    cli.write("good.csv", "id,name,email\n1,seed,s@example.org\n");
    profile("critical", "critical: [custmers]\n    cleanup: {clear: [orders]}");
    profile("hook", "hooks: {before-backup: [no-such-program-at-all]}");
    profile("key", "inclde: [customers]");
    profile("unit", "include: customers: x");
    cli.write("protected.yaml", "databases: {shop: {url: shop.db, protected: true}}\n");
  }

  private void profile(String name, String rules) {
    cli.write(
        name + ".yaml",
        "databases: {shop: shop.db}\nprofiles:\n  %s:\n    database: shop\n    %s\n"
            .formatted(name, rules));
  }

  /** A repository with two snapshots and a run that can be undone, and files made of them. */
  BadInputs repository() throws IOException {
    cli.ok("backup", "shop.db");
    cli.damage();
    cli.ok("restore", "latest", "--yes");
    cli.sql("UPDATE customers SET name = 'changed' WHERE id = 50");
    cli.ok("backup", "shop.db", "--type", "daily");
    cli.sql("DELETE FROM orders WHERE id = 200");
    cli.ok("backup", "shop.db", "--output", "whole.json");
    byte[] whole = Files.readAllBytes(directory.resolve("whole.json"));
    Files.write(directory.resolve("cut.json"), Arrays.copyOf(whole, whole.length - 2000));
    Path packed = directory.resolve("cut.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(whole);
    }
    byte[] gz = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(gz, gz.length / 2));
    return this;
  }

  /**
   * Copies of the repository, each with one thing that is broken or gone; made once.
   *
   * @return what opens them
   */
  Path damagedRepositories() throws IOException {
    Path opens = filesOf("config/belay/keys").get(0);
    if (Files.exists(directory.resolve("nodata"))) {
      return opens;
    }
    for (String name : List.of("badkey", "nokeys", "noconfig", "badconfig", "noindex", "nodata")) {
      copy(directory.resolve(".belay/repo"), directory.resolve(name));
    }
    for (Path key : filesOf("badkey/keys")) {
      Files.writeString(key, "garbage");
    }
    for (String gone : List.of("nokeys/keys", "noindex/index", "nodata/data")) {
      for (Path file : filesOf(gone)) {
        Files.delete(file);
      }
    }
    Files.delete(directory.resolve("noconfig/config"));
    Path config = directory.resolve("badconfig/config");
    Files.write(config, Arrays.copyOf(Files.readAllBytes(config), 20));
    return opens;
  }

  private List<Path> filesOf(String name) throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve(name))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  /** Everything in the directory: each file with the digest of its content, each directory. */
  Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        state.put(
            directory.relativize(path).toString(),
            Files.isRegularFile(path) ? digest(Files.readAllBytes(path)) : "");
      }
    }
    return state;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** What a command prints for a person: the words of its error, without the questions. */
  static String[] told(Cli.Result result) {
    return result
        .err()
        .replaceAll("Type \\S+ to go on, anything else to stop: ", "")
        .replaceAll("Which one\\? A number, or nothing to leave all as it is: ", "")
        .replaceAll("The kit shows the repository's password on this screen\\.\n", "")
        .lines()
        .filter(
            line ->
                !line.isBlank()
                    && !line.startsWith("  line ")
                    && !line.startsWith("belay: warning: "))
        .toArray(String[]::new);
  }
}
