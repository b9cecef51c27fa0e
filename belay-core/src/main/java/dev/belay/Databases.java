package dev.belay;

import dev.belay.engine.Address;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.Engine;
import dev.belay.engine.postgresql.PostgresEngine;
import dev.belay.engine.sqlite.SqliteEngine;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds databases by what people call them. */
final class Databases {
  /** Every engine that this build knows. A new one is one line here. */
  private static final List<Engine> ENGINES = List.of(new PostgresEngine(), new SqliteEngine());

  private final Map<String, Target> named;
  private final String called;

  /**
   * @param called what people call the file that names them
   */
  Databases(Map<String, Target> named, String called) {
    this.named = named;
    this.called = called;
  }

  /** A database with the name that snapshots carry. */
  record Found(String name, Database database, boolean isProtected) {}

  /**
   * The target of a name from the settings, a path or a URL, with the name that snapshots carry.
   */
  Target resolved(String text) {
    Target target = target(text);
    Found found = find(text);
    return new Target(
        found.name(),
        target.reference(),
        target.credentials(),
        found.isProtected(),
        target.export());
  }

  private Target target(String text) {
    Target known = named.get(text);
    return known != null ? known : Target.of(text);
  }

  /** The database that a person named; NOT_FOUND where no engine knows what is meant. */
  Found find(String text) {
    Target target = target(text);
    for (Engine engine : ENGINES) {
      Optional<Address> address = engine.parse(target.reference());
      if (address.isPresent()) {
        Database database = engine.database(address.get(), credentials(engine, target));
        Target owner = ownerOf(address.get()).orElse(target);
        String name = owner.name().isEmpty() ? address.get().name() : owner.name();
        return new Found(name, database, owner.isProtected());
      }
    }
    throw new BelayException(
        ErrorCode.NOT_FOUND,
        "no database \"%s\": it is no name from %s, no file, and no URL".formatted(text, called),
        named.isEmpty()
            ? "give the path of a SQLite file, or postgresql://user@host:5432/name"
            : called + " names " + String.join(", ", named.keySet().stream().sorted().toList()));
  }

  /** Whoever gives the path or URL of a database that has a name means the one with the name. */
  private Optional<Target> ownerOf(Address address) {
    return named.values().stream()
        .filter(t -> parse(t.reference()).filter(a -> same(a, address)).isPresent())
        .findFirst();
  }

  /** However it was written: {@code app.db} and its absolute path are one database. */
  private static boolean same(Address a, Address b) {
    return a.engine().equals(b.engine()) && a.parts().equals(b.parts());
  }

  private static Optional<Address> parse(String reference) {
    return ENGINES.stream().flatMap(e -> e.parse(reference).stream()).findFirst();
  }

  /**
   * The database that a snapshot or a run came from: the one of that name now, else the one at that
   * address.
   */
  Found origin(String name, String address) {
    return find(named.containsKey(name) ? name : address);
  }

  /** The database of that name, else the one at that address. */
  Database at(String name, Address address) {
    Target known = named.get(name);
    Target target = known != null ? known : Target.of(address.display());
    Engine engine =
        ENGINES.stream().filter(e -> e.name().equals(address.engine())).findFirst().orElseThrow();
    return engine.database(address, credentials(engine, target));
  }

  /** What the target says, else the password that stands in its URL. */
  private static Credentials credentials(Engine engine, Target target) {
    return () -> {
      Optional<char[]> given = target.credentials().password();
      return given.isPresent() ? given : engine.passwordIn(target.reference());
    };
  }

  Map<String, Target> named() {
    return named;
  }
}
