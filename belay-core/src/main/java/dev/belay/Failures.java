package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.NativeLibrary;
import dev.belay.rows.BadValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The one place where what the lower layers throw becomes what the API throws. */
final class Failures {
  private Failures() {}

  /** Work that may fail with an IOException. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Work that gives nothing back. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  static void translating(String what, Step step) {
    translated(
        what,
        () -> {
          step.run();
          return "";
        });
  }

  static <T> T translated(String what, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw failed(what, e);
    } catch (UncheckedIOException e) {
      throw failed(what, e.getCause() == null ? e : e.getCause());
    } catch (BadValue e) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          "can't " + what + ": a stored value is damaged: " + e.getMessage(),
          "run 'belay check --read-data'",
          e);
    } catch (OutOfMemoryError e) {
      throw failed(what, e);
    } catch (LinkageError e) {
      if (!NativeLibrary.isCause(e)) {
        throw e;
      }
      throw NativeLibrary.missing("can't " + what, e);
    }
  }

  private static BelayException failed(String what, Throwable cause) {
    if (cause.getCause() instanceof BelayException known) {
      return known;
    }
    if (cause instanceof OutOfMemoryError) {
      return new BelayException(
          ErrorCode.FAILED,
          "can't " + what + ": out of memory",
          "nothing was changed; a row must fit in memory several times: BELAY_JAVA_OPTS=-Xmx4g",
          cause);
    }
    String hint = "nothing was changed";
    if (cause instanceof AccessDeniedException) {
      hint += "; check the rights on the file and on its directory";
    }
    return new BelayException(ErrorCode.FAILED, "can't " + what + ": " + words(cause), hint, cause);
  }

  /** What went wrong; of some errors about files the JDK tells the name of the file alone. */
  private static String words(Throwable cause) {
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      String name = file.getFile() == null ? "a file" : file.getFile();
      if (file instanceof AccessDeniedException) {
        return "no permission for " + name;
      }
      if (file instanceof NoSuchFileException) {
        return "there is no " + name;
      }
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
