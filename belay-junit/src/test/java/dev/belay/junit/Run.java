package dev.belay.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes as JUnit does. */
final class Run {
  private Run() {}

  static EngineExecutionResults of(Class<?>... classes) {
    return of(false, classes);
  }

  static EngineExecutionResults inParallel(Class<?>... classes) {
    return of(true, classes);
  }

  private static EngineExecutionResults of(boolean parallel, Class<?>... classes) {
    EngineTestKit.Builder builder =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter(
                "junit.jupiter.execution.parallel.enabled", String.valueOf(parallel))
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
    for (Class<?> each : classes) {
      builder.selectors(selectClass(each));
    }
    return builder.execute();
  }

  /** What the tests and classes that failed said. */
  static List<String> failures(EngineExecutionResults results) {
    List<String> failures = new ArrayList<>();
    results.allEvents().finished().stream()
        .flatMap(e -> e.getPayload(org.junit.platform.engine.TestExecutionResult.class).stream())
        .filter(r -> r.getStatus() != Status.SUCCESSFUL)
        .forEach(
            r -> {
              Throwable thrown = r.getThrowable().orElseThrow();
              failures.add(String.valueOf(thrown.getMessage()));
              for (Throwable more : thrown.getSuppressed()) {
                failures.add(String.valueOf(more.getMessage()));
              }
            });
    return failures;
  }
}
