package dev.belay.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the statements of pg_dump's scripts end. */
class ScriptSplitterTest {
  private static List<String> split(String... lines) {
    return ScriptSplitter.split(String.join("\n", lines));
  }

  @Test
  void aStatementEndsAtItsSemicolon() {
    assertThat(split("-- one;", "SELECT 1;", "", "SELECT 2 ; /* three; /* four */; */", ";", "  "))
        .containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void quotesKeepTheirSemicolons() {
    assertThat(
            split(
                "COMMENT ON x IS 'it''s; \\';",
                "SELECT E'a\\';b''c;d', \"i;\"\"d\" -- ';",
                "FROM t;",
                "SELECT $$a; 'b$$, $x_1$ $$; $x$ $x_1$, $1;",
                "SELECT a$b, 'c$;';"))
        .containsExactly(
            "COMMENT ON x IS 'it''s; \\'",
            "SELECT E'a\\';b''c;d', \"i;\"\"d\" \nFROM t",
            "SELECT $$a; 'b$$, $x_1$ $$; $x$ $x_1$, $1",
            "SELECT a$b, 'c$;'");
  }

  @Test
  void aRulesActionsBelongToIt() {
    assertThat(
            split("CREATE RULE r AS ON UPDATE TO t DO (INSERT INTO a VALUES (1); DELETE FROM b);"))
        .hasSize(1);
  }

  @Test
  void aBodyInSqlEndsWithItsOwnEnd() {
    String one =
        """
        CREATE FUNCTION public.f(a integer) RETURNS integer
            LANGUAGE sql
            BEGIN ATOMIC
         SELECT CASE WHEN (t.begin > 1) THEN 'END;'::text ELSE t."end" END FROM t;
         SELECT 2;
        END\
        """;
    String two =
        """
        CREATE FUNCTION public.g() RETURNS integer
            LANGUAGE sql
            RETURN 1\
        """;
    assertThat(split(one + ";", "", "", two + ";", "ALTER FUNCTION public.g() OWNER TO x;"))
        .containsExactly(one, two, "ALTER FUNCTION public.g() OWNER TO x");
  }
}
