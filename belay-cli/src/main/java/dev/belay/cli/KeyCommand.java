package dev.belay.cli;

import dev.belay.RepositoryPassword;
import dev.belay.model.KeyChange;
import dev.belay.model.KeyInfo;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code belay key}: who can open the repository. */
@Command(
    name = "key",
    description = "Who can open the repository.",
    subcommands = {
      KeyCommand.ListKeys.class,
      KeyCommand.Add.class,
      KeyCommand.Remove.class,
      KeyCommand.Passwd.class,
      KeyKitCommand.class
    })
final class KeyCommand {
  /** {@code belay key list}. */
  @Command(name = "list", description = "The keys that open the repository.")
  static final class ListKeys implements Action {
    @Override
    public int run(Context context) {
      try (Session session = context.open()) {
        List<KeyInfo> keys = session.belay().keys();
        List<String> damaged = session.belay().damagedKeys();
        Output output = context.output();
        if (output.json()) {
          output.document(
              new KeyShapes.Keys(keys.stream().map(KeyShapes.Key::of).toList(), damaged));
          return Exit.OK;
        }
        Columns columns = new Columns().left("key").left("made").left("user").left("host").left("");
        for (KeyInfo k : keys) {
          columns.row(
              Human.id(k.id()),
              context.shell().times().when(k.created()),
              Printable.clean(k.user()),
              Printable.clean(k.host()),
              k.current() ? "used now" : "");
        }
        damaged.forEach(id -> columns.row(Human.id(id), "", "", "", "damaged: opens nothing"));
        output.lines(columns);
        damaged.forEach(
            id ->
                output.warning(
                    "key file %s is damaged: put it back from a copy of the repository, or belay"
                            .formatted(id)
                        + " key remove "
                        + Human.id(id)));
      }
      return Exit.OK;
    }
  }

  /** {@code belay key add}. */
  @Command(
      name = "add",
      description = "Let another password open the repository; no data is written again.",
      sortOptions = false)
  static final class Add implements Action {
    @Mixin NewPassword password = new NewPassword();

    @Override
    public int run(Context context) {
      RepositoryPassword fresh = password.of(context);
      try (Session session = context.open()) {
        KeyInfo added = session.belay().addKey(fresh);
        Output output = context.output();
        if (output.json()) {
          output.document(KeyShapes.Key.of(added));
          return Exit.OK;
        }
        output.line("key " + Human.id(added.id()) + " opens the repository from now on");
        use(context, password);
      }
      return Exit.OK;
    }
  }

  /** {@code belay key remove}. */
  @Command(
      name = "remove",
      description = {
        "Let a password open the repository no longer; never the last one.",
        "Who has opened the repository with it may have kept what all keys lead to: where that"
            + " matters, back up into a new repository."
      },
      sortOptions = false)
  static final class Remove implements Action {
    @Parameters(paramLabel = "KEY", description = "An id of belay key list, or its beginning.")
    String key = "";

    @Option(
        names = "--in-use",
        description = "Also the key that opens the repository now, if there is another.")
    boolean inUse;

    @Override
    public int run(Context context) {
      try (Session session = context.open()) {
        String removed = session.belay().removeKey(key, inUse);
        if (context.output().json()) {
          context.output().document(new KeyShapes.RemovedKey(removed));
        } else {
          context.output().line("key " + Human.id(removed) + " is removed");
        }
      }
      return Exit.OK;
    }
  }

  /** {@code belay key passwd}. */
  @Command(
      name = "passwd",
      description = {
        "Put another password in the place of the one in use.",
        "The new one opens the repository before the old one goes. Where Belay keeps the key"
            + " itself, its file is changed in between."
      },
      sortOptions = false)
  static final class Passwd implements Action {
    @Mixin NewPassword password = new NewPassword();

    @Override
    public int run(Context context) {
      RepositoryPassword fresh = password.of(context);
      try (Session session = context.open()) {
        KeyChange change = session.belay().changeKey(fresh);
        Output output = context.output();
        if (output.json()) {
          output.document(
              new KeyShapes.ChangedKey(
                  change.key().id(),
                  change.removed(),
                  change.keyFile().map(Path::toString).orElse(null)));
          return Exit.OK;
        }
        output.line(
            "key %s opens the repository from now on, %s no longer"
                .formatted(Human.id(change.key().id()), Human.id(change.removed())));
        if (change.keyFile().isEmpty()) {
          use(context, password);
          return Exit.OK;
        }
        output.line("the new password is in " + change.keyFile().get() + " too");
        output.warning("copies that you keep of the old key open nothing any more: renew them");
      }
      return Exit.OK;
    }
  }

  private static void use(Context context, NewPassword password) {
    String file = password.place(context);
    String from =
        file.isEmpty()
            ? "BELAY_PASSWORD_COMMAND=COMMAND"
            : "BELAY_PASSWORD_FILE=" + Printable.quoted(file);
    context.output().next("use it", from + " belay list");
  }
}
