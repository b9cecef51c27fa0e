package dev.belay.engine.postgresql;

import dev.belay.engine.Credentials;
import dev.belay.engine.Database;
import dev.belay.engine.EngineContract;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;

/** The engines' contract on a real server; a class for each version. */
@Tag("server")
abstract class PostgresContract extends EngineContract {
  private static final PostgresEngine ENGINE = new PostgresEngine();

  private final PostgresServers server;

  PostgresContract(PostgresServers server) {
    this.server = server;
  }

  @Override
  protected Database fresh() {
    return ENGINE.database(ENGINE.parse(server.freshDatabase()).orElseThrow(), Credentials.NONE);
  }

  @Override
  protected Database absent() {
    return fresh();
  }

  @Override
  protected void run(Database database, String script) {
    PostgresServers.run(database.address().display(), script);
  }

  @Override
  protected AutoCloseable writing(Database database, String table) throws Exception {
    Connection connection = PostgresServers.connect(database.address().display());
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET lock_timeout = '200ms'");
      statement.execute("DELETE FROM " + table);
      return () -> {
        connection.rollback();
        connection.close();
      };
    } catch (Exception e) {
      connection.close();
      throw e;
    }
  }

  @Override
  protected String trigger(String table) {
    return """
        CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NULL; END $$;
        CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON %s
          FOR EACH ROW EXECUTE FUNCTION noted();
        """
        .formatted(table);
  }

  @Override
  protected String numberedKey() {
    return "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  }
}
