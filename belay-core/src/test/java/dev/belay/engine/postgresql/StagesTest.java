package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Credentials;
import dev.belay.engine.ReadOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server is told before changes are carried out. */
@Tag("server")
final class StagesTest {
  private static final String COST = "SELECT pg_catalog.current_setting('random_page_cost')";

  @ParameterizedTest
  @EnumSource
  void the_server_reckons_with_its_cache_if_what_was_read_fits_and_only_meanwhile(
      PostgresServers server) throws Exception {
    String url = server.freshDatabase();
    Connector connector =
        new Connector(PostgresUrl.parse(url).orElseThrow().address(), Credentials.NONE);
    try (Session session = connector.open(ReadOptions.DEFAULT)) {
      session.run("SET effective_cache_size = '1GB'; SET random_page_cost = 4");
      assertThat(costAfter(1 << 20, session, connector)).isEqualTo("1");
      assertThat(session.text(COST)).isEqualTo("4");
      assertThat(costAfter(1L << 30, session, connector)).isEqualTo("4");
      session.run("SET random_page_cost = 0.5");
      assertThat(costAfter(1 << 20, session, connector)).isEqualTo("0.5");
    }
  }

  private static String costAfter(long read, Session session, Connector connector)
      throws Exception {
    session.run("BEGIN");
    LiveCatalog live = CatalogReader.read(session, TableFinder.all(session));
    new Stages(session, connector, false).apply(new Guard(session, connector), live, read);
    String cost = session.text(COST);
    session.run("COMMIT");
    return cost;
  }
}
