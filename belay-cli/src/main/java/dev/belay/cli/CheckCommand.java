package dev.belay.cli;

import dev.belay.model.CheckResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay check}. */
@Command(
    name = "check",
    description = "Prove that the repository is whole: index, packs, snapshots.",
    sortOptions = false)
final class CheckCommand implements Action {
  @Option(names = "--read-data", description = "Also read every byte and every table's digest.")
  boolean readData;

  @Override
  public int run(Context context) {
    try (Session session = context.open()) {
      CheckResult result = session.belay().check(readData, session.progress());
      session.quietProgress();
      Output output = context.output();
      result.warnings().forEach(output::warning);
      if (output.json()) {
        output.document(SnapshotShapes.Check.of(result));
      } else {
        print(output, result);
      }
      return result.ok() ? Exit.OK : Exit.DAMAGED;
    }
  }

  private void print(Output output, CheckResult result) {
    String snapshots = Human.count(result.snapshots(), "snapshot");
    String size =
        Human.count(result.packs(), "pack") + ", " + Human.bytes(result.bytesRead()) + " read";
    if (result.ok()) {
      output.line(
          "%s: %,d of %s good, %s"
              .formatted(output.style().green("whole"), result.snapshots(), snapshots, size));
      if (!readData) {
        output.next("read every byte, too", "belay check --read-data");
      }
      return;
    }
    output.line(
        output.style().red(Human.count(result.problems().size(), "problem"))
            + " in %s, %s:".formatted(snapshots, size));
    result.problems().forEach(p -> output.line("  " + Printable.clean(p)));
  }
}
