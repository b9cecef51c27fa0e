package dev.belay.cli;

import dev.belay.CopyRequest;
import dev.belay.model.CopyResult;
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
        output.line(
            place.snapshots() == 0
                ? name + " is up to date"
                : "copied "
                    + Human.count(place.snapshots(), "snapshot")
                    + " to "
                    + name
                    + ", "
                    + Human.bytes(place.bytesStored()));
      }
    }
  }
}
