package dev.belay.engine.postgresql;

final class Postgres18Test extends PostgresContract {
  Postgres18Test() {
    super(PostgresServers.V18);
  }
}
