package dev.belay.engine.postgresql;

final class Postgres14Test extends PostgresContract {
  Postgres14Test() {
    super(PostgresServers.V14);
  }
}
