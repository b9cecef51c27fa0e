package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** The formats that there are. */
public final class Formats {
  private static final List<Format> BUILT_IN =
      List.of(new JsonFormat(), new CsvFormat(), new SqlFormat(), new SqliteFormat());

  private Formats() {}

  /** The built-in ones, then those that other modules bring. */
  public static List<Format> all() {
    List<Format> all = new ArrayList<>(BUILT_IN);
    ServiceLoader.load(Format.class).forEach(all::add);
    return all;
  }

  public static List<String> names() {
    return all().stream().map(Format::name).toList();
  }

  /** The format of that name; USAGE where there is none. */
  static Format named(String name) {
    return all().stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BelayException(
                    ErrorCode.USAGE,
                    "unknown format " + name + "." + Nearest.question(name, names()),
                    "the formats are " + String.join(", ", names())));
  }

  /** The format that a file's name tells; USAGE where it tells none. */
  static Format of(String file) {
    String name = Compression.of(file).stripped(file).toLowerCase(Locale.ROOT);
    Optional<Format> found =
        all().stream()
            .filter(f -> f.suffixes().stream().anyMatch(s -> name.endsWith("." + s)))
            .findFirst();
    return found.orElseThrow(
        () ->
            new BelayException(
                ErrorCode.USAGE,
                "the name " + file + " does not tell the format",
                "say it with --format " + String.join("|", names())));
  }
}
