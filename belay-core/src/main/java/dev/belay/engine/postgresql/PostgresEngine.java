package dev.belay.engine.postgresql;

import dev.belay.engine.Address;
import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.Engine;
import java.util.Optional;

/** PostgreSQL, by URL. */
public final class PostgresEngine implements Engine {
  static final String NAME = "postgresql";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Address> parse(String reference) {
    return PostgresUrl.parse(reference).map(PostgresUrl::address);
  }

  @Override
  public Optional<char[]> passwordIn(String reference) {
    return PostgresUrl.parse(reference).flatMap(PostgresUrl::password).map(String::toCharArray);
  }

  @Override
  public Database database(Address address, Credentials credentials) {
    return new PostgresDatabase(new Connector(address, credentials));
  }
}
