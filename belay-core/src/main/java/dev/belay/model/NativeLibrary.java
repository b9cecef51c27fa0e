package dev.belay.model;

/**
 * A library of the machine's own code that could not be loaded. Each is unpacked into the directory
 * for temporary files first, which may be full, or mounted so that nothing in it may run.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /** Whether such a library is why a class could not be used, and not the class itself. */
  public static boolean isCause(LinkageError e) {
    boolean again =
        e instanceof NoClassDefFoundError
            && String.valueOf(e.getMessage()).startsWith("Could not initialize class");
    return again || e instanceof UnsatisfiedLinkError || e instanceof ExceptionInInitializerError;
  }

  /**
   * The error of an operation that needed it.
   *
   * @param what the operation did not do: {@code can't back up app.db}
   */
  public static BelayException missing(String what, Throwable cause) {
    return new BelayException(
        ErrorCode.FAILED,
        "%s: a library can't be unpacked into %s and loaded from there"
            .formatted(what, System.getProperty("java.io.tmpdir")),
        "make room there, mount it without noexec, or name another directory:"
            + " BELAY_JAVA_OPTS=-Djava.io.tmpdir=DIR",
        cause);
  }
}
