package dev.belay.cli;

import dev.belay.KeyKit;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay key kit}. */
@Command(
    name = "kit",
    description = {
      "Print what opens the repository without this machine, the password with it.",
      "For paper or a safe: who has it and the repository reads every snapshot."
    },
    sortOptions = false)
final class KeyKitCommand implements Action {
  private static final String WORD = "SHOW";

  @Option(
      names = "--show-secret",
      description = "Print the password without asking (a person is asked, a script is refused).")
  boolean showSecret;

  @Override
  public int run(Context context) {
    if (!showSecret) {
      wantSeen(context);
    }
    try (Session session = context.open();
        KeyKit kit = session.belay().keyKit()) {
      char[] secret = kit.password();
      try {
        // It is shown now, so that a String of it gives nothing more away.
        print(context, kit, new String(secret));
      } finally {
        Arrays.fill(secret, '\0');
      }
    }
    return Exit.OK;
  }

  private static void wantSeen(Context context) {
    if (!context.shell().interactive()) {
      throw new BelayException(
          ErrorCode.NOT_CONFIRMED,
          "the kit holds the repository's password, and nobody can be asked whether to print it",
          "belay key kit --show-secret");
    }
    context.output().question("The kit shows the repository's password on this screen.\n");
    new Confirmation(context).wantTyped(List.of(WORD));
  }

  private static void print(Context context, KeyKit kit, String password) {
    Output output = context.output();
    String location = kit.location();
    String restic = "restic -r " + Printable.quoted(location) + " --password-file FILE ";
    List<String> commands =
        List.of(
            restic + "snapshots",
            restic + "restore latest --target DIRECTORY",
            "BELAY_PASSWORD_FILE=FILE belay --repo " + Printable.quoted(location) + " list");
    String code =
        "Belay repository " + location + "\nid " + kit.repositoryId() + "\npassword " + password;
    if (output.json()) {
      output.document(
          new KeyShapes.Kit(location, kit.repositoryId(), kit.keyId(), password, commands, code));
      return;
    }
    output.line(output.style().bold("What opens this repository: keep it away from it"));
    output.gap();
    output.line("repository  " + Printable.clean(location));
    output.line("id          " + kit.repositoryId());
    output.line("key         " + kit.keyId());
    output.line("password    " + Printable.clean(password));
    output.gap();
    output.line("Write the password into a file and, with restic 0.14 or later or with Belay:");
    commands.forEach(command -> output.line("  " + command));
    output.line("If the repository lies elsewhere by then, give that place after -r or --repo.");
    if (location.startsWith("s3:") || location.startsWith("sftp:")) {
      output.line("The storage's own credentials are not in this kit.");
    }
    output.gap();
    printCode(context, code);
  }

  private static void printCode(Context context, String text) {
    List<String> code = QrText.of(text.getBytes(StandardCharsets.UTF_8));
    if (code.isEmpty()) {
      context.output().note("that is too much for a QR code");
    }
    Style style = context.output().style();
    code.forEach(line -> context.output().line(style.paper(line)));
  }
}
