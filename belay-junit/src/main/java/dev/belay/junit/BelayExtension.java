package dev.belay.junit;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * A database that is put back after each test: rows and counters, in one transaction, only what
 * differs.
 *
 * <pre>{@code
 * @RegisterExtension static final BelayExtension db = BelayExtension.of("app.db");
 * }</pre>
 *
 * <p>In a static field: after each test the database is as the class's {@code @BeforeAll} left it,
 * after the class as it was before. In an instance field: after each test it is as it was before
 * the test's {@code @BeforeEach}. The snapshots lie in a private temporary directory, which goes
 * with the test run. Two tests that use one database at once are refused; {@link BelayDatabase}
 * makes them wait for each other.
 */
public final class BelayExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(BelayExtension.class);

  private final Supplier<String> reference;
  private final List<String> tables;
  private final Duration patience;
  private final @Nullable Consumer<String> printer;
  private volatile @Nullable Session active;

  private BelayExtension(
      Supplier<String> reference,
      List<String> tables,
      Duration patience,
      @Nullable Consumer<String> printer) {
    this.reference = reference;
    this.tables = tables;
    this.patience = patience;
    this.printer = printer;
  }

  /** The path of a SQLite file, or {@code postgresql://user@host:5432/name}. */
  public static BelayExtension of(String reference) {
    return of(() -> reference);
  }

  /** The same for a database whose place is known when the first test begins. */
  public static BelayExtension of(Supplier<String> reference) {
    return new BelayExtension(reference, List.of(), Duration.ofSeconds(5), null);
  }

  /** Only these tables are read and put back; what else tests change stays. */
  public BelayExtension tables(String... names) {
    return new BelayExtension(reference, List.of(names), patience, printer);
  }

  /** How long to wait for somebody who holds a lock after a test; five seconds if not said. */
  public BelayExtension patience(Duration bound) {
    return new BelayExtension(reference, tables, bound, printer);
  }

  /** A test that fails prints to standard error which rows it changed. */
  @SuppressWarnings("SystemOut") // this is what was asked for
  public BelayExtension printChanges() {
    return printChanges(text -> System.err.println(text));
  }

  /** A test that fails tells which rows it changed. */
  public BelayExtension printChanges(Consumer<String> to) {
    return new BelayExtension(reference, tables, patience, to);
  }

  /** What was done to the database since the test began. Counts and rows, for assertions. */
  public Changes changes() {
    return session().changes();
  }

  /** Puts the database back now, in the midst of a test. */
  public void reset() {
    session().reset();
  }

  private Session session() {
    Session session = active;
    if (session == null) {
      throw new IllegalStateException("no test that uses this database is running");
    }
    return session;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    session(context).enterClass(context.getUniqueId(), tables, patience);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Session session = session(context);
    session.enterTest(context.getUniqueId(), context.getDisplayName(), tables, patience);
    active = session;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Session session = active;
    if (session == null || !session.in(context.getUniqueId())) {
      // The test was refused before it began.
      return;
    }
    active = null;
    Consumer<String> printing = printer;
    try {
      if (printing != null && context.getExecutionException().isPresent()) {
        printing.accept(
            "changes of " + context.getDisplayName() + ":\n" + session.changes().toString());
      }
      session.reset();
    } catch (BelayException e) {
      throw notPutBack(e, context, session);
    } finally {
      session.leaveTest();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Session session = session(context);
    try {
      session.leaveClass(context.getUniqueId());
    } catch (BelayException e) {
      throw notPutBack(e, context, session);
    }
  }

  /** One line: what, which, what to do. */
  private static BelayException notPutBack(
      BelayException e, ExtensionContext context, Session session) {
    String todo =
        e.code() == ErrorCode.BUSY
            ? "end the transaction, or close the connection, that the test left open"
            : e.hint();
    return new BelayException(
        e.code(),
        "%s was not put back after %s: %s (%s)"
            .formatted(session.key(), context.getDisplayName(), e.getMessage(), todo),
        todo,
        e);
  }

  @SuppressWarnings("deprecation") // JUnit 5 has no other
  private Session session(ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    Sessions all =
        store.getOrComputeIfAbsent(Sessions.class, unused -> new Sessions(), Sessions.class);
    return Objects.requireNonNull(all).of(reference.get());
  }
}
