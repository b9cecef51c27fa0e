package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads text in UTF-8, a line a row, into one column. A byte order mark at the beginning, carriage
 * returns at the ends of lines, and lines without anything are not part of the rows.
 */
final class SeedText {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final FileTable.Receiver receiver;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  private SeedText(String name, FileTable.Receiver receiver) {
    this.name = name;
    this.receiver = receiver;
  }

  static void read(
      String name, String table, String column, InputStream in, FileTable.Receiver receiver)
      throws IOException {
    receiver.begin(new FileTable("", table, List.of(FileTable.FileColumn.named(column))));
    new SeedText(name, receiver).lines(in);
    receiver.end(Optional.empty());
  }

  private void lines(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int read = in.read(buffer);
    while (read >= 0) {
      int from = 0;
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, from, i - from);
          row();
          from = i + 1;
        }
      }
      line.write(buffer, from, read - from);
      read = in.read(buffer);
    }
    if (line.size() > 0) {
      row();
    }
  }

  private void row() throws IOException {
    number++;
    String text = decoded();
    line.reset();
    if (number == 1 && text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (!text.isBlank()) {
      receiver.at(number);
      receiver.row(List.of(new Value.Text(text)));
    }
  }

  private String decoded() {
    byte[] bytes = line.toByteArray();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw unfit("has a byte 0: is it text at all?");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw unfit("is not UTF-8");
    }
  }

  private BelayException unfit(String why) {
    return new BelayException(
        ErrorCode.USAGE,
        "%s, line %d %s".formatted(name, number, why),
        "nothing was changed; save the file as UTF-8");
  }
}
