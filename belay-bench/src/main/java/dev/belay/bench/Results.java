package dev.belay.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What was measured, by label, in the order in which labels first came. For one thread. */
final class Results {
  /**
   * One measurement.
   *
   * @param seconds wall time
   * @param cpu seconds of processor time of the command, without the server's; -1 where unknown
   * @param megabytes peak resident memory of the largest process
   * @param stored bytes that it added to what it writes to; -1 where it stores nothing
   */
  record Sample(double seconds, double cpu, double megabytes, long stored) {}

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  void add(String label, Sample sample) {
    samples.computeIfAbsent(label, l -> new ArrayList<>()).add(sample);
    System.out.printf(
        Locale.ROOT,
        "  %-58s %8.2f s %8.2f cpu %7.0f MB%s%n",
        label,
        sample.seconds(),
        sample.cpu(),
        sample.megabytes(),
        sample.stored() < 0
            ? ""
            : String.format(Locale.ROOT, "  stored %8.1f MB", sample.stored() / 1e6));
  }

  Optional<Double> seconds(String label) {
    return median(label, Sample::seconds);
  }

  Optional<Double> stored(String label) {
    return median(label, Sample::stored);
  }

  /** The largest of any measurement whose label begins so. */
  Optional<Double> peakMegabytes(String prefix) {
    return samples.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .flatMap(e -> e.getValue().stream())
        .map(Sample::megabytes)
        .max(Double::compare);
  }

  private Optional<Double> median(String label, ToDoubleFunction<Sample> of) {
    double[] values =
        samples.getOrDefault(label, List.of()).stream().mapToDouble(of).sorted().toArray();
    if (values.length == 0) {
      return Optional.empty();
    }
    int middle = values.length / 2;
    return Optional.of(
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }

  /** Every label with its medians, as a Markdown table. */
  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "| what | s | cpu s | peak MB | stored MB | runs |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
    for (String label : samples.keySet()) {
      double stored = stored(label).orElse(-1.0);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %s | %.0f | %s | %d |%n",
              label.replace("|", "\\|"),
              seconds(label).orElse(0.0),
              number("%.2f", median(label, Sample::cpu).orElse(-1.0)),
              peakMegabytes(label).orElse(0.0),
              number("%.1f", stored / 1e6),
              samples.getOrDefault(label, List.of()).size()));
    }
    return text.toString();
  }

  /** Nothing for what was not measured. */
  private static String number(String format, double value) {
    return value < 0 ? "" : String.format(Locale.ROOT, format, value);
  }
}
