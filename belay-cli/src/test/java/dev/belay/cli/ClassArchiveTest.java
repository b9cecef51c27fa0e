package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which classes the launcher has archived besides those that the tour meets. */
final class ClassArchiveTest {
  @Test
  void aDriverIsLoadedFromItsJar() throws Exception {
    assertThat(ClassArchive.loadAll("org/postgresql/", "Driver")).isGreaterThan(200);
  }

  @Test
  void whatIsNotThereIsPassedOver() throws Exception {
    assertThat(ClassArchive.loadAll("dev/belay/nothing/", "Nothing")).isZero();
  }
}
