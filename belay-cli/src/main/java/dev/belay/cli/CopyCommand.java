package dev.belay.cli;

import dev.belay.CopyRequest;
import dev.belay.model.CopyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code belay copy}. */
@Command(
    name = "copy",
    description = "Bring the other repositories of belay.yaml up to date.",
    sortOptions = false)
final class CopyCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "DB",
      description = "Only the snapshots of this database (default: of all).")
  @Nullable String database;

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      CopyRequest request = new CopyRequest(Optional.ofNullable(database).map(session::database));
      CopyResult result = session.belay().copy(request, session.progress());
      session.quietProgress();
      if (context.output().json()) {
        context.output().document(StoreShapes.Copies.of(result));
      }
      print(context.output(), result);
      return result.ok() ? Exit.OK : Exit.FAILED;
    }
  }

  /** A line for each place; what went wrong is told even with {@code --quiet}. */
  static void print(Output output, CopyResult result) {
    for (CopyResult.Place place : result.destinations()) {
      String name = Printable.clean(place.name());
      if (!place.ok()) {
        output.error("not copied to " + name + ": " + place.problem(), place.hint());
      } else if (!output.json()) {
        output.line(line(name, place));
      }
    }
  }

  private static String line(String name, CopyResult.Place place) {
    List<String> copied = new ArrayList<>();
    if (place.snapshots() > 0) {
      copied.add(Human.count(place.snapshots(), "snapshot"));
    }
    if (place.notes() > 0) {
      copied.add(Human.count(place.notes(), "note"));
    }
    String stored = place.bytesStored() > 0 ? ", " + Human.bytes(place.bytesStored()) : "";
    return copied.isEmpty()
        ? name + " is up to date"
        : "copied " + String.join(" and ", copied) + " to " + name + stored;
  }
}
