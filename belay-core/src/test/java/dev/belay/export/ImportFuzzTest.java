package dev.belay.export;

import dev.belay.ExportRequest;
import dev.belay.Workbench;
import dev.belay.fuzz.Mutations;
import dev.belay.model.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are imported, as anybody may have made them. */
class ImportFuzzTest {
  private static final int TRIES = 1200;

  @TempDir Path directory;

  private void read(String name, byte[] input) throws IOException {
    Path file = Files.write(directory.resolve(name), input);
    FileAim aim =
        FileSource.open(file, Optional.empty(), List.of(), table -> List.of(), Progress.NONE);
    aim.close();
  }

  @Test
  void json() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    try (Workbench bench = new Workbench(directory)) {
      bench.sql(
          "create table t (id integer primary key autoincrement, v text, n real, x)",
          "insert into t(v, n, x) values ('a', 0.5, 9007199254740993), (null, 9e999, x'00ff'),"
              + " (cast(x'c328' as text), -0.0, 'text'), ('{\"a\":[1]}', 1e300, 1)");
      Path out = directory.resolve("whole.json");
      bench.belay.backupToFile(
          ExportRequest.of(bench.database.toString(), out.toString()), Progress.NONE);
      seeds.add(Files.readAllBytes(out));
    }
    Mutations.of(seeds, TRIES, input -> read("in.json", input));
  }

  @Test
  void csv() throws Exception {
    byte[] seed =
        "id,v,w\r\n1,\"a \"\"quoted\"\" one\",\r\n2,\"two\r\nlines\",\"\"\r\n3,,x\r\n"
            .getBytes(StandardCharsets.UTF_8);
    Mutations.of(
        List.of(seed),
        TRIES,
        input ->
            CsvTable.read(
                "t.csv",
                "t",
                new java.io.ByteArrayInputStream(input),
                new FileTable.Receiver() {
                  @Override
                  public void begin(FileTable table) {}

                  @Override
                  public void row(List<Value> values) {}

                  @Override
                  public void end(Optional<String> digest) {}
                }));
  }
}
