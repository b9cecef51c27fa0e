package dev.belay.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher runs once, for the JVM to archive the classes that it met: the tour, which is
 * SQLite's alone; and before it the classes of PostgreSQL's side, which are loaded and not run.
 */
public final class ClassArchive {
  private static final String CLASS = ".class";

  private ClassArchive() {}

  /** Loads the classes, then is the command {@code demo}. */
  public static void main(String[] args) throws IOException, URISyntaxException {
    loadAll("dev/belay/engine/postgresql/", "PostgresEngine");
    loadAll("org/postgresql/", "Driver");
    Main.main(new String[] {"demo"});
  }

  /**
   * Loads what lies below a package in the jar of a class of it, and returns how many classes those
   * were; none where it is not in a jar.
   */
  static long loadAll(String within, String member) throws IOException, URISyntaxException {
    Class<?> known = load(within + member);
    if (known == null) {
      return 0;
    }
    Path jar = Path.of(known.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (!Files.isRegularFile(jar)) {
      return 0;
    }
    try (JarFile entries = new JarFile(jar.toFile())) {
      List<String> names =
          entries.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith(within) && name.endsWith(CLASS))
              .map(name -> name.substring(0, name.length() - CLASS.length()))
              .toList();
      return names.stream().filter(name -> load(name) != null).count();
    }
  }

  /** The class, loaded; null where it needs others that are not there. */
  private static @Nullable Class<?> load(String path) {
    try {
      return Class.forName(path.replace('/', '.'), false, ClassArchive.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // Parts of a driver are for frameworks that Belay has not.
      return null;
    }
  }
}
