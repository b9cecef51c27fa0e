package dev.belay.cli;

import dev.belay.RepositoryPassword;
import dev.belay.config.CommandSecret;
import dev.belay.config.FileSecret;
import dev.belay.config.GivenPassword;
import dev.belay.config.KeyFile;
import dev.belay.config.SecretSource;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a new password of the repository comes from: options, else a person who types it. */
final class NewPassword {
  @Option(
      names = "--new-password-file",
      paramLabel = "FILE",
      description = "The new password is the text of this file.")
  @Nullable String file;

  @Option(
      names = "--new-password-command",
      paramLabel = "COMMAND",
      description = "A program and its arguments print it; no shell is involved.")
  @Nullable String command;

  @Option(
      names = "--new-key-file",
      paramLabel = "FILE",
      description = "Make 256 random bits, and this file for them (mode 0600).")
  @Nullable String keyFile;

  /** The password; asked for only when it is needed. */
  RepositoryPassword of(Context context) {
    if (Stream.of(file, command, keyFile).filter(o -> o != null).count() > 1) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the new password can come from one place only",
          "give one of --new-password-file, --new-password-command, --new-key-file");
    }
    if (keyFile != null) {
      return newKeyFile(path(context, keyFile));
    }
    if (file != null) {
      return new GivenPassword(new FileSecret(path(context, file)));
    }
    if (command != null) {
      try {
        return new GivenPassword(CommandSecret.parse(command));
      } catch (IllegalArgumentException e) {
        throw new BelayException(
            ErrorCode.USAGE,
            "--new-password-command can't be split into words: " + e.getMessage(),
            "it is a program and its arguments; no shell reads it");
      }
    }
    return new GivenPassword(typed(context, System.console()));
  }

  /** The file with the new password, as the environment variable takes it; "" if it is in none. */
  String place(Context context) {
    String named = keyFile == null ? file : keyFile;
    return named == null ? "" : path(context, named).toString();
  }

  private static RepositoryPassword newKeyFile(Path path) {
    if (Files.exists(path)) {
      throw new BelayException(
          ErrorCode.REFUSED,
          "there is already a file " + path,
          "choose another name; if it holds a key that you want to add, give --new-password-file");
    }
    return new KeyFile(path, "", new SecureRandom(), made -> {});
  }

  private static SecretSource typed(Context context, @Nullable Console console) {
    if (console == null || !context.shell().interactive() || !context.shell().terminals().out()) {
      throw new BelayException(
          ErrorCode.USAGE,
          "the new password is missing, and nobody can be asked for it",
          "give --new-password-file FILE, --new-password-command COMMAND or --new-key-file FILE");
    }
    return () ->
        twice(
            question -> {
              context.interrupts().asking(true);
              try {
                context.output().question(question);
                return console.readPassword();
              } finally {
                context.interrupts().asking(false);
              }
            });
  }

  /** Asks somebody who types unseen. */
  interface Question {
    /** What was typed; null where the input ended. */
    char @Nullable [] answer(String question);
  }

  /** The same text, typed two times. */
  static char[] twice(Question question) {
    char[] first = answer(question, "New password of the repository: ");
    char[] second = new char[0];
    boolean same = false;
    try {
      if (first.length == 0
          || Character.isWhitespace(first[0])
          || Character.isWhitespace(first[first.length - 1])) {
        throw unchanged("a password is not empty, and has no white space around it");
      }
      second = answer(question, "The same again: ");
      same = Arrays.equals(first, second);
      if (!same) {
        throw unchanged("the two passwords are not the same");
      }
      return first;
    } finally {
      Arrays.fill(second, '\0');
      if (!same) {
        Arrays.fill(first, '\0');
      }
    }
  }

  private static char[] answer(Question question, String text) {
    char[] answer = question.answer(text);
    return answer == null ? new char[0] : answer;
  }

  private static BelayException unchanged(String why) {
    return new BelayException(ErrorCode.NOT_CONFIRMED, why + "; nothing was changed", "");
  }

  private static Path path(Context context, String text) {
    try {
      return context.shell().directory().resolve(text);
    } catch (InvalidPathException e) {
      throw new BelayException(ErrorCode.USAGE, "not a path: " + text, "");
    }
  }
}
