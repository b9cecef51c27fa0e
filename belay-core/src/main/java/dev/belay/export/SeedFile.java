package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One seed file. Whatever is wrong with it is the caller's to mend, so it is USAGE (NOT_FOUND where
 * it is not there).
 *
 * @param file its path
 * @param table the table that its rows are for
 * @param column the column that the lines of a text file fill
 */
record SeedFile(Path file, TableName table, Optional<String> column) {

  /** Gives all its rows. */
  void read(FileTable.Receiver receiver) throws IOException {
    if (!Files.exists(file)) {
      throw new BelayException(
          ErrorCode.NOT_FOUND,
          "the seed file " + file + " is not there",
          "nothing was changed; put it there, or mend the profile");
    }
    if (Files.isDirectory(file)) {
      throw unfit("is a directory", null);
    }
    try (InputStream in = Compression.reading(Files.newInputStream(file))) {
      read(in, receiver);
    } catch (BelayException e) {
      boolean ours =
          e.code() == ErrorCode.USAGE
              || e.code() == ErrorCode.NOT_FOUND
              || e.code() == ErrorCode.INTERRUPTED;
      throw ours ? e : new BelayException(ErrorCode.USAGE, message(e), e.hint(), e);
    } catch (java.util.zip.ZipException
        | java.io.EOFException
        | com.github.luben.zstd.ZstdIOException e) {
      throw unfit("is damaged: " + e.getMessage(), e);
    } catch (java.nio.file.AccessDeniedException e) {
      throw unfit("may not be read", e);
    }
  }

  private String message(BelayException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains(String.valueOf(file.getFileName())) ? text : file + ": " + text;
  }

  private BelayException unfit(String why, @org.jspecify.annotations.Nullable Exception cause) {
    String hint = "nothing was changed; seeds are .txt, .csv or .json files, perhaps .gz or .zst";
    return cause == null
        ? new BelayException(ErrorCode.USAGE, "the seed file " + file + " " + why, hint)
        : new BelayException(ErrorCode.USAGE, "the seed file " + file + " " + why, hint, cause);
  }

  private void read(InputStream in, FileTable.Receiver receiver) throws IOException {
    String whole = String.valueOf(file.getFileName());
    String plain = Compression.of(whole).stripped(whole).toLowerCase(Locale.ROOT);
    if (plain.endsWith(".csv")) {
      CsvTable.read(file.toString(), table.name(), in, receiver);
    } else if (plain.endsWith(".json")) {
      JsonDocument.readSeed(file.toString(), table.name(), in, receiver);
    } else if (column.isPresent()) {
      SeedText.read(file.toString(), table.name(), column.get(), in, receiver);
    } else if (plain.endsWith(".txt")) {
      throw unfit(
          "is text, and the profile does not say which column its lines are for:"
              + " {file: …, column: NAME}",
          null);
    } else {
      throw unfit("is of no kind that is known", null);
    }
  }
}
