package dev.belay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.model.BelayException;
import dev.belay.model.Progress;
import dev.belay.proof.Side;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A seed that can't be taken is told before anything is touched. */
class BadSeedsTest extends ResetFixture {
  /** A seed, and what is said of it. */
  record Bad(String name, String file, byte[] content, String rule, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(String name, String file, String content, String says) {
    return bad(name, file, content.getBytes(StandardCharsets.UTF_8), says);
  }

  private static Bad bad(String name, String file, byte[] content, String says) {
    String rule =
        "seed: {words: " + (file.endsWith("txt") ? "{file: %s, column: text}" : "%s") + "}";
    return new Bad(name, file, content, rule.formatted(file), says);
  }

  static Stream<Bad> seeds() {
    return Stream.of(
        bad("empty", "w.txt", "", "has no rows"),
        bad("only blank lines", "w.txt", "\n\r\n\n", "has no rows"),
        bad(
            "latin 1",
            "w.txt",
            "one\nf\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1),
            "line 2 is not UTF-8"),
        bad(
            "utf 16",
            "w.txt",
            "one\ntwo\n".getBytes(StandardCharsets.UTF_16LE),
            "line 1 has a byte 0"),
        bad(
            "a word twice",
            "w.txt",
            "one\ntwo\n\none\ntwo\none\n",
            "lines 1 and 4 and 6 all have \"one\""),
        bad(
            "no gzip",
            "w.csv",
            new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2},
            "Unexpected end of ZLIB"),
        bad(
            "unknown column",
            "w.csv",
            "id,txet\n1,one\n",
            "no column txet|has a column txet.*Did you mean text\\?"),
        bad("a column twice", "w.csv", "text,text\n1,one\n", "column text twice"),
        bad("no text", "w.csv", "id,views\n1,2\n", "lacks the column text of words"),
        bad("null", "w.csv", "id,text\n1,one\n2,\n", "line 3: words.text: it allows no NULL"),
        bad("no number", "w.csv", "id,text,views\n1,one,2\n2,two,many\n", "line 3: words.views"),
        bad("id twice", "w.csv", "id,text\n1,one\n1,two\n", "lines 2 and 3 both have \"1\""),
        bad("a field too many", "w.csv", "id,text\n1,one,x\n", "line 2 has 3 fields"),
        bad("no csv", "w.csv", "", "not even a header"),
        bad("header only", "w.csv", "id,text\n", "has no rows"),
        bad("cut json", "w.json", "[{\"text\": \"one\"}, {\"te", "is damaged"),
        bad("other json", "w.json", "{\"words\": []}", "is no export of Belay's"),
        bad(
            "json of another table",
            "w.json",
            "{\"belay_export\": 1, \"tables\": []}",
            "has no table words"),
        bad(
            "json lacks a field",
            "w.json",
            "[{\"text\": \"one\", \"views\": 1}, {\"text\": \"two\"}]",
            "lacks a column"),
        bad("not there", "", new byte[0], "is not there|has no file|is a directory"),
        new Bad(
            "too long",
            "s.csv",
            "name,value\nthisnameismuchtoolongforit,1\n".getBytes(StandardCharsets.UTF_8),
            "seed: {settings: s.csv}",
            "line 2: settings.name|"),
        new Bad(
            "dangling",
            "d.csv",
            "id,word_id,body\n1,1,x\n2,99,y\n".getBytes(StandardCharsets.UTF_8),
            "seed: {definitions: d.csv, words: good.csv}",
            "1 row refers by word_id.*line 3 \\(99\\)"),
        new Bad(
            "dangling into the live table",
            "d.csv",
            "id,word_id,body\n1,1,x\n2,99,y\n".getBytes(StandardCharsets.UTF_8),
            "seed: {definitions: d.csv}",
            "1 rows of the seed of definitions refer"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aBadSeedIsToldBeforeAnythingIsTouched(String engine) throws Exception {
    Side side = registry(engine);
    List<String> before = side.content(TABLES);
    seed("good.csv", "id,text\n1,one\n");
    List<String> wrong = new ArrayList<>();
    for (Bad bad : seeds().toList()) {
      if (bad.name().equals("too long") && !engine.equals("postgresql")) {
        continue;
      }
      if (!bad.file().isEmpty()) {
        Files.write(directory.resolve(bad.file()), bad.content());
      }
      String rule =
          bad.file().isEmpty() ? "seed: {words: {file: missing.txt, column: text}}" : bad.rule();
      Belay belay =
          belay(
              side,
              rule
                  + "\nclear: [votes]\nkeep: [accounts, definitions]\ncounters: restart\n"
                      .replace(rule.contains("definitions") ? ", definitions" : "\0", ""));
      try {
        belay.reset(request(), Optional.empty(), Progress.NONE);
        wrong.add(bad + " was taken");
      } catch (BelayException e) {
        if (e.code().exit() != 2 || !Pattern.compile(bad.says()).matcher(e.getMessage()).find()) {
          wrong.add(bad + ": " + e.code() + " " + e.getMessage());
        }
      }
      assertThat(side.content(TABLES)).as(bad.name()).isEqualTo(before);
    }
    assertThat(wrong).isEmpty();
    try (Belay belay = belay(side, WORDS)) {
      assertThat(belay.history()).isEmpty();
      List<String> snapshots = new ArrayList<>();
      belay.list(ListRequest.ALL, s -> snapshots.add(s.snapshot()));
      assertThat(snapshots).as("no backup was made").isEmpty();
    }
  }
}
