package dev.belay.engine;

import java.util.Optional;

/** A database engine. Stateless, for any thread. */
public interface Engine {
  /** Its name in catalogs, manifests and references: {@code sqlite}, {@code postgresql}. */
  String name();

  /**
   * Understands a reference to one of its databases ({@code app.db}, {@code sqlite:app.db}, {@code
   * postgresql://user@host:5432/name?sslmode=require}) without touching it. Empty where the text is
   * none of its own; BelayException USAGE where it is but has something that is not allowed (an
   * unknown or forbidden parameter).
   */
  Optional<Address> parse(String reference);

  /**
   * The password that a reference of this engine carries, if it does. The address never holds it:
   * who parsed the reference hands it over as {@link Credentials}.
   */
  default Optional<char[]> passwordIn(String reference) {
    return Optional.empty();
  }

  /**
   * A database at that address. Opens nothing yet: each of its operations connects by itself.
   *
   * @param credentials where the password comes from, if one is needed
   */
  Database database(Address address, Credentials credentials);
}
