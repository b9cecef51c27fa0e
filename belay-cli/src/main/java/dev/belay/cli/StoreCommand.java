package dev.belay.cli;

import dev.belay.Belay;
import dev.belay.model.StoreVerification;
import picocli.CommandLine.Command;

/** {@code belay store}: what the repository's storage is worth. */
@Command(
    name = "store",
    description = "What the repository's storage guarantees.",
    subcommands = StoreCommand.Verify.class)
final class StoreCommand {
  /** {@code belay store verify}. */
  @Command(
      name = "verify",
      description = {
        "Find out whether the storage does what a repository relies on.",
        "Works in a directory of its own beside the repository's files, and removes it. What no"
            + " program can find out is whether a file outlives a loss of power."
      },
      sortOptions = false)
  static final class Verify implements Action {
    @Override
    public int run(Context context) {
      try (Belay belay = Belay.open(Setup.of(context))) {
        StoreVerification result = belay.verifyStore();
        result.made().ifPresent(made -> context.output().note("made " + made + ", which stays"));
        if (context.output().json()) {
          context.output().document(StoreShapes.Verification.of(result));
        } else {
          print(context.output(), result);
        }
        return result.ok() ? Exit.OK : Exit.FAILED;
      }
    }

    private static void print(Output output, StoreVerification result) {
      for (StoreVerification.Result each : result.results()) {
        Style style = output.style();
        output.line(
            (each.ok() ? style.green("kept  ") : style.red("BROKEN")) + "  " + each.sentence());
        if (!each.ok()) {
          output.line("        " + Printable.clean(each.problem()));
        }
      }
      output.gap();
      long broken = result.results().stream().filter(r -> !r.ok()).count();
      output.line(
          broken == 0
              ? Printable.clean(result.location()) + " keeps all " + result.results().size()
              : Human.count(broken, "guarantee")
                  + " broken: do not keep a repository in "
                  + Printable.clean(result.location()));
    }
  }
}
