package dev.belay.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test classes on a SQLite file: what one test does, no other sees. */
final class BelayExtensionTest {
  /** Where the sample classes below look; annotations want a constant. */
  static final String DB = "target/belay-extension-test.db";

  static final List<String> TOLD = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void database() throws IOException {
    delete();
    Sql.run(
        DB,
        "CREATE TABLE customers(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
        "INSERT INTO customers(name) VALUES ('Ada'), ('Grace')");
    TOLD.clear();
  }

  @AfterEach
  void delete() throws IOException {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(Path.of(DB + suffix));
    }
  }

  private static List<String> names() {
    return Sql.rows(DB, "SELECT name FROM customers ORDER BY id");
  }

  private static List<String> counter() {
    return Sql.rows(DB, "SELECT seq FROM sqlite_sequence WHERE name = 'customers'");
  }

  /** What each test does: it finds the beginning, and leaves a mess. */
  private static void mess() {
    assertThat(names()).containsExactly("Ada", "Grace");
    assertThat(counter()).containsExactly("2");
    Sql.run(
        DB, "INSERT INTO customers(name) VALUES ('Alan')", "DELETE FROM customers WHERE id = 1");
  }

  static final class InAField {
    @RegisterExtension static final BelayExtension db = BelayExtension.of(DB);

    @RepeatedTest(3)
    void test() {
      mess();
      assertThat(db.changes().tables()).containsExactly("customers");
      assertThat(db.changes().inserted("customers")).isEqualTo(1);
      assertThat(db.changes().deleted("customers")).isEqualTo(1);
      assertThat(db.changes())
          .hasToString("- customers id=1  name: Ada\n+ customers id=3  name: Alan");
    }

    @Test
    void in_the_midst_of_a_test() {
      mess();
      db.reset();
      assertThat(db.changes().isEmpty()).isTrue();
      mess();
    }
  }

  static final class InAnInstanceField {
    @RegisterExtension final BelayExtension db = BelayExtension.of(() -> DB);

    @RepeatedTest(2)
    void test() {
      mess();
    }
  }

  @BelayDatabase(DB)
  static final class OnAClass {
    @RepeatedTest(2)
    void test(BelayExtension db) {
      mess();
      assertThat(db.changes().updated("customers")).isZero();
    }

    @Nested
    final class Inner {
      @RepeatedTest(2)
      void test() {
        mess();
      }
    }
  }

  static final class OnAMethod {
    @Test
    @BelayDatabase(DB)
    void test() {
      mess();
    }
  }

  @BelayDatabase(DB)
  static final class WithRowsOfItsOwn {
    @BeforeAll
    static void more() {
      Sql.run(DB, "INSERT INTO customers(name) VALUES ('Edsger')");
    }

    @RepeatedTest(2)
    void test() {
      assertThat(names()).containsExactly("Ada", "Grace", "Edsger");
      Sql.run(DB, "DELETE FROM customers");
    }

    @Nested
    final class Inner {
      @BeforeAll
      static void more() {
        Sql.run(DB, "UPDATE customers SET name = 'inner ' || name");
      }

      @RepeatedTest(2)
      void test() {
        assertThat(names()).containsExactly("inner Ada", "inner Grace", "inner Edsger");
        Sql.run(DB, "DELETE FROM customers");
      }
    }
  }

  @Test
  void each_test_finds_the_database_as_it_was() {
    assertThat(
            Run.failures(
                Run.of(InAField.class, InAnInstanceField.class, OnAClass.class, OnAMethod.class)))
        .isEmpty();
    assertThat(names()).containsExactly("Ada", "Grace");
    assertThat(counter()).containsExactly("2");
  }

  @Test
  void what_a_class_makes_for_its_tests_stays_for_them_and_goes_with_it() {
    assertThat(Run.failures(Run.of(WithRowsOfItsOwn.class, OnAClass.class))).isEmpty();
    assertThat(names()).containsExactly("Ada", "Grace");
  }

  @BelayDatabase(DB)
  static final class OnAnotherClass {
    @RepeatedTest(5)
    void test() {
      mess();
    }
  }

  @Test
  void in_parallel_tests_of_one_database_wait_for_each_other() {
    assertThat(Run.failures(Run.inParallel(OnAClass.class, OnAnotherClass.class))).isEmpty();
    assertThat(names()).containsExactly("Ada", "Grace");
  }

  static final class Meeting {
    static final java.util.concurrent.CountDownLatch BOTH =
        new java.util.concurrent.CountDownLatch(2);

    @RegisterExtension static final BelayExtension db = BelayExtension.of(DB);

    @RepeatedTest(2)
    void test() throws InterruptedException {
      BOTH.countDown();
      assertThat(BOTH.await(1, java.util.concurrent.TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void in_parallel_without_a_lock_the_second_test_is_refused() {
    assertThat(Run.failures(Run.inParallel(Meeting.class)))
        .singleElement()
        .asString()
        .contains("belay-extension-test.db is in use by repetition")
        .contains("@BelayDatabase");
  }

  static final class Leaving {
    @RegisterExtension
    static final BelayExtension db = BelayExtension.of(DB).patience(Duration.ofMillis(200));

    static Connection left;

    @Test
    void leaves_a_transaction_open() throws SQLException {
      left = Sql.connect(DB);
      left.setAutoCommit(false);
      try (Statement statement = left.createStatement()) {
        statement.execute("DELETE FROM customers");
      }
    }
  }

  @Test
  void a_transaction_that_was_left_open_is_told_in_one_line() throws SQLException {
    List<String> failures = Run.failures(Run.of(Leaving.class));
    Leaving.left.close();
    assertThat(failures)
        .first()
        .asString()
        .contains("belay-extension-test.db was not put back after leaves_a_transaction_open()")
        .contains("locked")
        .contains("end the transaction, or close the connection, that the test left open")
        .doesNotContain("\n");
  }

  static final class Failing {
    @RegisterExtension
    static final BelayExtension db = BelayExtension.of(DB).printChanges(TOLD::add);

    @Test
    void fails() {
      Sql.run(DB, "UPDATE customers SET name = 'Adele' WHERE id = 1");
      assertThat(names()).isEmpty();
    }

    @Test
    void does_not_fail() {
      Sql.run(DB, "DELETE FROM customers");
    }
  }

  @Test
  void a_test_that_fails_can_tell_what_it_changed() {
    assertThat(Run.failures(Run.of(Failing.class))).hasSize(1);
    assertThat(TOLD).containsExactly("changes of fails():\n~ customers id=1  name: Ada → Adele");
  }

  static final class MadeByTheClass {
    @RegisterExtension static final BelayExtension db = BelayExtension.of(DB);

    @BeforeAll
    static void make() throws IOException {
      new BelayExtensionTest().database();
    }

    @RepeatedTest(2)
    void test() {
      mess();
    }
  }

  @Test
  void the_database_may_be_made_by_the_class() throws IOException {
    delete();
    assertThat(Run.failures(Run.of(MadeByTheClass.class))).isEmpty();
  }

  static final class Missing {
    @RegisterExtension static final BelayExtension db = BelayExtension.of("target/no-such.db");

    @Test
    void test() {}
  }

  @Test
  void a_database_that_is_not_there_is_said() {
    assertThat(Run.failures(Run.of(Missing.class)))
        .singleElement()
        .asString()
        .contains("no-such.db");
  }
}
