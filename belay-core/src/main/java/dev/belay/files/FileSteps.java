package dev.belay.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.snapshot.Json;
import dev.belay.snapshot.SnapshotDataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A list of steps, a line of JSON each, read as often as it is needed. */
@FunctionalInterface
interface FileSteps {
  InputStream open() throws IOException;

  /** Takes a step. */
  interface Action {
    /**
     * @param number counted from 0
     */
    void step(int number, FileStep step) throws IOException;
  }

  static FileSteps of(Path list) {
    return () -> Files.newInputStream(list);
  }

  /** What a run did or was about to do, as its safety snapshot has it. */
  static FileSteps of(SnapshotDataset safety) {
    return safety::fileSteps;
  }

  default void each(Action action) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        action.step(number++, parse(line));
      }
    }
  }

  private static FileStep parse(String line) {
    try {
      return Json.whole(Json.MAPPER.readValue(line, FileStep.class));
    } catch (JsonProcessingException e) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          "the list of a run's files can't be read: " + e.getMessage(),
          "run 'belay check --read-data'",
          e);
    }
  }
}
