package dev.belay.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the documents of {@code --json} have in common, and the small ones. */
final class Shapes {
  private Shapes() {}

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String time(OffsetDateTime time) {
    return time.toString();
  }

  static @Nullable String orNull(Optional<String> value) {
    return value.orElse(null);
  }

  record Versions(String version, String java) {}

  record Script(String shell, String script) {}

  record Text(String help) {}

  record Directory(String directory) {}

  /** The answer where there is no result. {@code outcome} is there where a run was refused. */
  record Failure(Fault error, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String outcome) {
    record Fault(String code, String message, String hint, int exit) {}

    static Failure of(BelayException e, boolean destructive) {
      ErrorCode code = e.code();
      String message = e.getMessage() == null ? "" : e.getMessage();
      return new Failure(
          new Fault(lower(code), message, e.hint(), code.exit()),
          destructive && code.exit() == 3 ? "refused" : null);
    }
  }
}
