package dev.belay.engine.postgresql;

final class Postgres15Test extends PostgresContract {
  Postgres15Test() {
    super(PostgresServers.V15);
  }
}
