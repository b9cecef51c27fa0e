package dev.belay.engine;

import java.util.Map;

/**
 * Where a database is, in parts, without secrets.
 *
 * @param engine the engine's name
 * @param display how people are shown it; never holds a password
 * @param name the database's own short name ({@code app} for {@code data/app.db}, the name in
 *     PostgreSQL)
 * @param parts what its engine needs to connect, by the engine's own names ({@code path}; {@code
 *     host}, {@code port}, {@code user}, {@code database}, and allowed driver parameters)
 */
public record Address(String engine, String display, String name, Map<String, String> parts) {
  public Address {
    parts = Map.copyOf(parts);
  }
}
