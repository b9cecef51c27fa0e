package dev.belay.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A secret that a command prints. No shell is involved: the first word is the program, the others
 * are its arguments as they stand.
 *
 * @param words the program and its arguments
 */
public record CommandSecret(List<String> words) implements SecretSource {
  /** More than any password; a command that prints more is not the one that was meant. */
  private static final int MAX_BYTES = 64 * 1024;

  public CommandSecret {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a password command has at least one word");
    }
  }

  /**
   * Splits a line at white space. Single or double quotes keep white space together, a backslash
   * outside single quotes takes the next character as it is; nothing else has a meaning. Throws
   * IllegalArgumentException where a quote is not closed or nothing is there.
   */
  public static CommandSecret parse(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    return new CommandSecret(words);
  }

  @Override
  public char[] read() throws IOException {
    // The command may ask for a PIN or complain on standard error; standard input belongs to
    // Belay's own questions.
    Process process;
    try {
      process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new IOException("the password command " + name() + " can't be started", e);
    }
    try (InputStream out = process.getInputStream()) {
      process.getOutputStream().close();
      byte[] bytes = out.readNBytes(MAX_BYTES);
      if (bytes.length == MAX_BYTES) {
        throw new IOException("the password command " + name() + " printed more than 64 KiB");
      }
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("the password command " + name() + " failed with exit code " + exit);
      }
      return SecretText.of(bytes, "the password command " + name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the password command " + name() + " ran", e);
    } finally {
      process.destroy();
    }
  }

  /** Only the program is named: its arguments may be a secret's. */
  private String name() {
    return words.get(0);
  }

  /** Without the arguments. */
  @Override
  public String toString() {
    return "CommandSecret[" + name() + "]";
  }
}
