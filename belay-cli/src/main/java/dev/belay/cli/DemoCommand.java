package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import picocli.CommandLine.Command;

/** {@code belay demo}. */
@Command(
    name = "demo",
    description = "The whole tour on a sample database, in a directory of its own.")
final class DemoCommand implements Action {
  /** What goes wrong: a price rule applied to everything, and a clean-up that was too thorough. */
  private static final String[] DEPLOY = {
    "UPDATE products SET price = price / 100 WHERE id % 4 = 0",
    "UPDATE customers SET email = 'test' || id || '@localhost' WHERE country = 'PT'",
    "DELETE FROM orders WHERE placed < '2026-02-01'"
  };

  @Override
  public int run(Context context) {
    try {
      Path directory = Files.createTempDirectory("belay-demo-").toRealPath();
      Tour tour = new Tour(context, directory);
      int exit = tour(tour, new DemoDatabase(directory.resolve("shop.db")));
      if (context.output().json() && exit == Exit.OK) {
        context.output().document(new Shapes.Directory(directory.toString()));
      }
      return exit;
    } catch (IOException | SQLException e) {
      throw new BelayException(
          ErrorCode.FAILED,
          "the tour's own files can't be made: " + e.getMessage(),
          "is there room in the temporary directory?",
          e);
    }
  }

  private static int tour(Tour tour, DemoDatabase shop) throws IOException, SQLException {
    tour.say("A small shop's database, made for this tour: customers, products, orders.");
    shop.fill();

    tour.step("Before the deploy, take a snapshot");
    tour.belay("backup", "shop.db", "--description", "before the deploy");

    tour.step("The deploy goes wrong");
    for (String sql : DEPLOY) {
      tour.sql(sql, shop.execute(sql));
    }
    tour.gap();

    tour.step("What exactly would bring the snapshot back?");
    tour.belay("diff", "latest", "--rows", "--limit", "2");

    tour.step("Look at the plan, then let just this plan happen");
    tour.belay("restore", "latest", "--dry-run");
    tour.belay("restore", "latest", "--plan", tour.lastPlan());

    tour.step("Is it really as it was? And is the repository whole?");
    tour.belay("diff", "latest");
    tour.belay("check", "--read-data");

    tour.step("Even a restore can be taken back (the damage returns) …");
    tour.belay("undo", "--yes");
    tour.belay("diff", "latest");

    tour.step("… and the undo as well (all is well again)");
    tour.belay("undo", "--yes", "--reason", "the tour is over");
    tour.belay("diff", "latest");
    tour.belay("history");
    return tour.end();
  }
}
