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
  private Side side;
  private Workbench bench;

  private void shop(Side database) throws Exception {
    side = database;
    side.sql(
        "create table products (id int primary key, name text, stock int)",
        "create table sales (id int primary key, product int references products)",
        "insert into products values (1, 'tea', 5), (2, 'rice', 6)",
        "insert into sales values (1, 1), (4, 2)");
    bench =
        Workbench.of(
            directory,
            """
            databases: {t: "%s"}
            profiles:
              stock: {include: [products, sales], on-restore: {set: {products: {stock: 0}}}}
              tea: {include: [products, sales], where: {products: "name = 'tea'"}}
            """
                .formatted(side.reference()));
  }

  private RestoreRequest by(String backup, String restore) {
    BackupRequest request = BackupRequest.of("t").withProfile(backup);
    return RestoreRequest.of(bench.belay.backup(request, Progress.NONE).snapshot().orElseThrow())
        .withProfile(restore);
  }

  private void refusedByThePlan(RestoreRequest request) {
    assertThatThrownBy(() -> bench.belay.plan(request, Progress.NONE))
        .isInstanceOfSatisfying(
            BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
        .hasMessageContaining("1 row of sales would refer to rows of products that are not there");
  }

  @Test
  void whatDangledBeforeIsNotARulesFault() throws Exception {
    shop(Side.sqlite(directory.resolve("t.db"), "wal"));
    side.sql("insert into sales values (2, 77), (3, 78)");
    RestoreRequest request = by("stock", "stock");
    side.sql("update products set name = 'x'", "delete from sales where id > 2");
    bench.restore(request);
    assertThat(side.rows("select * from sales order by id"))
        .containsExactly("1|1", "2|77", "3|78", "4|2");
    bench.close();
  }

  @Test
  void thePlanSaysWhatAConditionLeavesOut() throws Exception {
    shop(Side.sqlite(directory.resolve("t.db"), "wal"));
    RestoreRequest request = by("tea", "tea");
    side.sql(
        "update products set stock = 9",
        "delete from sales where id = 4",
        "delete from products where id = 2");
    refusedByThePlan(request);
    bench.close();
  }

  @Test
  @Tag("server")
  void postgresIsLeftWithNoneWithoutAProfileEither() throws Exception {
    shop(Side.postgres(PostgresServers.V15));
    RestoreRequest request = by("tea", "tea");
    side.sql("delete from sales where id = 4", "delete from products where id = 2");
    refusedByThePlan(request);
    refusedByThePlan(RestoreRequest.of(request.source()));
    assertThatThrownBy(() -> bench.restore(request)).hasMessageContaining("(by product)");
    assertThat(side.rows("select * from sales")).containsExactly("1|1");
    bench.close();
  }
}
