package dev.belay.bench;

import dev.belay.bench.SampleTable.Column;
import dev.belay.bench.SampleTable.Value;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A shop's database of a dozen tables: prose, numbers, times, JSON, bytes, foreign keys, a random
 * key, a composite one and a table without any. Deterministic: the same size is the same database
 * on any machine.
 */
final class Sample {
  private static final long BEGIN = Instant.parse("2022-01-01T00:00:00Z").getEpochSecond();

  private final long customers;
  private final long products;
  private final long orders;

  /** At {@code scale} 1 about 1.5 GB of rows. */
  private Sample(double scale) {
    this.customers = (long) (240_000 * scale);
    this.products = (long) (60_000 * scale);
    this.orders = (long) (1_200_000 * scale);
  }

  /** The tables in an order in which references hold. */
  static List<SampleTable> tables(double scale) {
    return new Sample(scale).all(scale);
  }

  private List<SampleTable> all(double scale) {
    return List.of(
        countries(),
        categories(),
        customers(),
        products(),
        orders(),
        items((long) (4_200_000 * scale)),
        payments((long) (1_000_000 * scale)),
        events((long) (1_100_000 * scale)),
        reviews((long) (160_000 * scale)),
        documents((long) (6_000 * scale)),
        sessions((long) (500_000 * scale)),
        audit((long) (300_000 * scale)));
  }

  private static SampleTable countries() {
    return new SampleTable(
        "countries",
        200,
        List.of(
            new Column("code", "text primary key", "TEXT PRIMARY KEY", (n, r) -> "C" + n),
            text("name", 12)),
        List.of(),
        List.of(),
        "name",
        "",
        false);
  }

  private static SampleTable categories() {
    return new SampleTable(
        "categories",
        500,
        List.of(
            id(),
            new Column(
                "parent_id",
                "bigint references categories",
                "INTEGER REFERENCES categories",
                (n, r) -> n <= 20 ? SampleTable.NULL : 1 + r.nextLong(n - 1)),
            text("name", 20)),
        List.of(),
        List.of(),
        "name",
        "",
        false);
  }

  private SampleTable customers() {
    return new SampleTable(
        "customers",
        customers,
        List.of(
            id(),
            text("name", 18),
            new Column(
                "email", "text not null", "TEXT", (n, r) -> Words.word(r) + n + "@mail.example"),
            text("address", 60),
            new Column(
                "country",
                "text not null references countries",
                "TEXT REFERENCES countries",
                (n, r) -> "C" + (1 + r.nextInt(200))),
            time("created_at", 600),
            money("balance", 1_000_000),
            new Column("active", "boolean not null", "INTEGER", (n, r) -> r.nextInt(10) > 0),
            json("profile", Sample::profile)),
        List.of("unique (email)"),
        List.of("country"),
        "address",
        "id",
        false);
  }

  private SampleTable products() {
    return new SampleTable(
        "products",
        products,
        List.of(
            id(),
            new Column("sku", "text not null", "TEXT", (n, r) -> "SKU-" + n),
            text("name", 30),
            text("description", 900),
            reference("category_id", "categories", 500),
            money("price", 500_000),
            new Column(
                "weight",
                "double precision",
                "REAL",
                (n, r) -> r.nextInt(1_000_000) / 1000.0 + 0.1),
            json("attributes", Sample::profile)),
        List.of("unique (sku)"),
        List.of("category_id"),
        "description",
        "id",
        false);
  }

  private SampleTable orders() {
    return new SampleTable(
        "orders",
        orders,
        List.of(
            id(),
            reference("customer_id", "customers", customers),
            time("placed_at", 100),
            new Column(
                "status",
                "text not null",
                "TEXT",
                (n, r) ->
                    List.of("new", "paid", "shipped", "delivered", "returned").get(r.nextInt(5))),
            money("total", 900_000),
            new Column(
                "note",
                "text",
                "TEXT",
                (n, r) -> r.nextInt(3) > 0 ? SampleTable.NULL : Words.prose(r, 90))),
        List.of(),
        List.of("customer_id"),
        "note",
        "id",
        false);
  }

  private SampleTable items(long rows) {
    return new SampleTable(
        "order_items",
        rows,
        List.of(
            new Column(
                "order_id",
                "bigint not null references orders",
                "INTEGER NOT NULL REFERENCES orders",
                (n, r) -> 1 + ((n - 1) / 4) % orders),
            new Column("line", "int not null", "INTEGER NOT NULL", (n, r) -> 1 + (n - 1) % 4),
            reference("product_id", "products", products),
            new Column("quantity", "int not null", "INTEGER", (n, r) -> 1L + r.nextInt(9)),
            money("price", 500_000),
            new Column("remark", "text", "TEXT", (n, r) -> SampleTable.NULL)),
        List.of("primary key (order_id, line)"),
        List.of("product_id"),
        "remark",
        "order_id",
        true);
  }

  private SampleTable payments(long rows) {
    return new SampleTable(
        "payments",
        rows,
        List.of(
            new Column(
                "id",
                "uuid primary key",
                "TEXT PRIMARY KEY",
                (n, r) -> new UUID(r.nextLong(), r.nextLong()).toString()),
            reference("order_id", "orders", orders),
            money("amount", 900_000),
            new Column(
                "method",
                "text not null",
                "TEXT",
                (n, r) -> List.of("card", "transfer", "cash").get(r.nextInt(3))),
            time("at", 120),
            new Column("reference", "text", "TEXT", (n, r) -> "ref-" + Words.hex(r, 24))),
        List.of(),
        List.of("order_id"),
        "reference",
        "",
        true);
  }

  private SampleTable events(long rows) {
    return new SampleTable(
        "events",
        rows,
        List.of(
            id(),
            reference("customer_id", "customers", customers),
            time("at", 110),
            new Column("kind", "text not null", "TEXT", (n, r) -> "shop." + Words.word(r)),
            json("payload", Sample::payload)),
        List.of(),
        List.of("customer_id"),
        "kind",
        "id",
        true);
  }

  private SampleTable reviews(long rows) {
    return new SampleTable(
        "reviews",
        rows,
        List.of(
            id(),
            reference("product_id", "products", products),
            reference("customer_id", "customers", customers),
            new Column("rating", "smallint not null", "INTEGER", (n, r) -> 1L + r.nextInt(5)),
            text("title", 40),
            text("body", 1400)),
        List.of(),
        List.of("product_id"),
        "title",
        "id",
        true);
  }

  private SampleTable documents(long rows) {
    return new SampleTable(
        "documents",
        rows,
        List.of(
            id(),
            reference("customer_id", "customers", customers),
            text("name", 30),
            new Column("content", "bytea not null", "BLOB", Sample::content)),
        List.of(),
        List.of(),
        "name",
        "id",
        true);
  }

  private SampleTable sessions(long rows) {
    return new SampleTable(
        "sessions",
        rows,
        List.of(
            new Column("token", "text primary key", "TEXT PRIMARY KEY", (n, r) -> Words.hex(r, 40)),
            reference("customer_id", "customers", customers),
            time("started", 250),
            new Column("agent", "text", "TEXT", (n, r) -> "Mozilla/5.0 " + Words.prose(r, 40))),
        List.of(),
        List.of(),
        "agent",
        "",
        true);
  }

  private static SampleTable audit(long rows) {
    return new SampleTable(
        "audit_log",
        rows,
        List.of(
            time("at", 400),
            text("actor", 10),
            new Column("action", "text not null", "TEXT", (n, r) -> Words.word(r)),
            text("detail", 80)),
        List.of(),
        List.of(),
        "action",
        "",
        true);
  }

  private static Column id() {
    return new Column("id", "bigint primary key", "INTEGER PRIMARY KEY", (n, r) -> n);
  }

  private static Column text(String name, int length) {
    return new Column(name, "text not null", "TEXT", (n, r) -> Words.prose(r, length));
  }

  private static Column json(String name, Value value) {
    return new Column(name, "jsonb not null", "TEXT", value);
  }

  private static Column money(String name, int cents) {
    return new Column(
        name,
        "numeric(12,2) not null",
        "REAL",
        (n, r) -> {
          int amount = r.nextInt(cents);
          return amount / 100 + "." + (char) ('0' + amount / 10 % 10) + (char) ('0' + amount % 10);
        });
  }

  private static Column reference(String name, String table, long rows) {
    return new Column(
        name,
        "bigint not null references " + table,
        "INTEGER REFERENCES " + table,
        (n, r) -> 1 + r.nextLong(rows));
  }

  private static Column time(String name, int step) {
    return new Column(
        name,
        "timestamptz not null",
        "TEXT",
        (n, r) ->
            Instant.ofEpochSecond(BEGIN + n * step + r.nextInt(step), r.nextInt(1_000_000) * 1000L)
                .toString());
  }

  private static Object profile(long row, SplittableRandom r) {
    return "{\"lang\": \"%s\", \"tags\": [\"%s\", \"%s\"], \"score\": %d, \"visits\": {\"web\": %d, \"app\": %d}}"
        .formatted(
            Words.word(r),
            Words.word(r),
            Words.word(r),
            r.nextInt(1000),
            r.nextInt(99),
            r.nextInt(99));
  }

  private static Object payload(long row, SplittableRandom r) {
    return "{\"page\": \"/%s/%s/%d\", \"session\": \"%s\", \"took_ms\": %d, \"referrer\": \"https://%s.example/%s\", \"note\": \"%s\"}"
        .formatted(
            Words.word(r),
            Words.word(r),
            r.nextInt(100_000),
            Words.hex(r, 16),
            r.nextInt(3000),
            Words.word(r),
            Words.word(r),
            Words.prose(r, 70).replace('\n', ' ').replace('"', ' '));
  }

  /**
   * About 10 KB: a picture or a PDF, that is, nothing that compresses, behind a header that does.
   */
  private static Object content(long row, SplittableRandom r) {
    byte[] bytes = new byte[4000 + r.nextInt(12_000)];
    for (int i = 500; i < bytes.length; i++) {
      bytes[i] = (byte) r.nextInt();
    }
    return bytes;
  }
}
