package dev.belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.BackupRequest;
import dev.belay.RestoreRequest;
import dev.belay.Workbench;
import dev.belay.engine.postgresql.PostgresServers;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References that rules leave without their rows, and such as dangled before. */
class RuledParentsTest {
  @TempDir Path directory;

  /** A database with a profile that sets values, and one that takes some rows. */
  private record Shop(Side side, Workbench bench) implements AutoCloseable {
    static Shop in(Side side, Path directory) throws Exception {
      side.sql(
          "create table products (id int primary key, name text, stock int)",
          "create table sales (id int primary key, product int references products)",
          "insert into products values (1, 'tea', 5), (2, 'rice', 6)",
          "insert into sales values (1, 1), (4, 2)");
      return new Shop(
          side,
          Workbench.of(
              directory,
              """
              databases: {t: "%s"}
              profiles:
                stock: {include: [products, sales], on-restore: {set: {products: {stock: 0}}}}
                tea: {include: [products, sales], where: {products: "name = 'tea'"}}
              """
                  .formatted(side.reference())));
    }

    RestoreRequest snapshotBy(String profile) {
      BackupRequest request = BackupRequest.of("t").withProfile(profile);
      return RestoreRequest.of(bench.belay.backup(request, Progress.NONE).snapshot().orElseThrow())
          .withProfile(profile);
    }

    void refusedByThePlan(RestoreRequest request) {
      assertThatThrownBy(() -> bench.belay.plan(request, Progress.NONE))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
          .hasMessageContaining(
              "1 row of sales would refer to rows of products that are not there");
    }

    @Override
    public void close() {
      bench.close();
    }
  }

  private Shop sqlite() throws Exception {
    return Shop.in(Side.sqlite(directory.resolve("t.db"), "wal"), directory);
  }

  @Test
  void whatDangledBeforeIsNotARulesFault() throws Exception {
    try (Shop shop = sqlite()) {
      shop.side.sql("insert into sales values (2, 77), (3, 78)");
      RestoreRequest request = shop.snapshotBy("stock");
      shop.side.sql("update products set name = 'x'", "delete from sales where id > 2");
      shop.bench.restore(request);
      assertThat(shop.side.rows("select * from sales order by id"))
          .containsExactly("1|1", "2|77", "3|78", "4|2");
    }
  }

  @Test
  void thePlanSaysWhatAConditionLeavesOut() throws Exception {
    try (Shop shop = sqlite()) {
      RestoreRequest request = shop.snapshotBy("tea");
      shop.side.sql(
          "update products set stock = 9",
          "delete from sales where id = 4",
          "delete from products where id = 2");
      shop.refusedByThePlan(request);
    }
  }

  @Test
  @Tag("server")
  void postgresIsLeftWithNoneWithoutAProfileEither() throws Exception {
    try (Shop shop = Shop.in(Side.postgres(PostgresServers.V15), directory)) {
      RestoreRequest request = shop.snapshotBy("tea");
      shop.side.sql("delete from sales where id = 4", "delete from products where id = 2");
      shop.refusedByThePlan(request);
      shop.refusedByThePlan(RestoreRequest.of(request.source()));
      assertThatThrownBy(() -> shop.bench.restore(request)).hasMessageContaining("(by product)");
      assertThat(shop.side.rows("select * from sales")).containsExactly("1|1");
    }
  }
}
