package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.model.BlobId;
import dev.belay.retention.Decision;
import dev.belay.retention.Grouping;
import dev.belay.retention.Judge;
import dev.belay.retention.Period;
import dev.belay.retention.RetentionPolicy;
import dev.belay.retention.Span;
import dev.belay.retention.Subject;
import dev.belay.store.LocalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Belay keeps and removes the snapshots that {@code restic forget --dry-run --json} does, on
 * hundreds of generated histories. They share a repository, each as a host of its own, so that one
 * start of restic judges all of them.
 */
class ForgetLikeResticTest {
  private static final int HISTORIES = 300;
  private static final int POLICIES = 24;
  private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path directory;
  private final Random random = new Random(20261121);

  @Test
  void theSameSnapshotsAreKeptAndRemovedAsByRestic() throws Exception {
    List<Subject> all = new ArrayList<>();
    Path location = directory.resolve("repo");
    try (Repository repository = Repositories.create(new LocalStore(location));
        Upload upload = repository.upload()) {
      BlobId tree = new TreeWriter(Repositories.TIME).file("f", 0, List.of()).save(upload);
      for (int i = 0; i < HISTORIES; i++) {
        for (SnapshotRecord record : history("host" + i, tree)) {
          String id = upload.commit(record).toString();
          all.add(
              new Subject(
                  id, record.time(), record.origin().hostname(), record.paths(), record.tags()));
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(3000);
    Restic restic = new Restic(location, directory);
    int removed = 0;
    List<Decision> oldestKept = new ArrayList<>();
    List<Decision> oldestRemoved = new ArrayList<>();
    for (int i = 0; i < POLICIES; i++) {
      RetentionPolicy policy = policy();
      String grouping = List.of("host,paths", "host", "host,tags", "host,paths,tags").get(i % 4);
      List<String> words = new ArrayList<>(List.of("forget", "--dry-run", "--json", "--no-lock"));
      words.addAll(options(policy));
      words.addAll(List.of("--group-by", grouping));
      JsonNode groups = new ObjectMapper().readTree(restic.run(words.toArray(String[]::new)));

      Map<Grouping.Key, List<Subject>> ours = Grouping.parse(grouping).of(all);
      assertThat(groups).as("%s", words).hasSameSizeAs(ours.entrySet());
      Set<String> kept = ids(groups, "keep");
      Set<String> gone = ids(groups, "remove");
      assertThat(kept.size() + gone.size()).isEqualTo(all.size());
      for (List<Subject> group : ours.values()) {
        List<Decision> decisions = new Judge(policy, Instant.now()).decide(group);
        for (Decision decision : decisions) {
          boolean byRestic = kept.contains(decision.subject().id());
          if (decision.keep()
              && decision.reasons().stream().allMatch(r -> r.startsWith("oldest"))) {
            (byRestic ? oldestKept : oldestRemoved).add(decision);
          } else {
            assertThat(decision.keep())
                .as("%s by %s in %s", decision, words, decisions)
                .isEqualTo(byRestic);
          }
        }
      }
      removed += gone.size();
    }
    assertThat(removed).isGreaterThan(10_000);
    // restic keeps the oldest for its budget's sake since 0.16, and either always or never does.
    assertThat(oldestKept.size() + oldestRemoved.size()).isGreaterThan(100);
    assertThat(oldestKept.isEmpty() || oldestRemoved.isEmpty())
        .as("kept %s, removed %s", oldestKept, oldestRemoved)
        .isTrue();
  }

  private static Set<String> ids(JsonNode groups, String what) {
    Set<String> ids = new TreeSet<>();
    groups.forEach(group -> group.get(what).forEach(s -> ids.add(s.get("id").asText())));
    return ids;
  }

  /** Backups at some rhythm with gaps, bursts and moments around the borders of the calendar. */
  private List<SnapshotRecord> history(String host, BlobId tree) {
    List<SnapshotRecord> history = new ArrayList<>();
    Set<Instant> taken = new HashSet<>();
    Duration step =
        List.of(
                Duration.ofMinutes(20),
                Duration.ofHours(7),
                Duration.ofDays(1),
                Duration.ofDays(40))
            .get(random.nextInt(4));
    Instant time = END.minusSeconds(random.nextInt(400 * 86_400));
    int count = 1 + random.nextInt(24);
    for (int i = 0; i < count; i++) {
      if (taken.add(time)) {
        List<String> tags = new ArrayList<>();
        for (String tag : List.of("manual", "release", "a b")) {
          if (random.nextInt(3) == 0) {
            tags.add(tag);
          }
        }
        history.add(
            SnapshotRecord.of(
                time,
                tree,
                List.of(random.nextInt(4) == 0 ? "/other" : "/app"),
                new SnapshotRecord.Origin(host, "user", 0, 0),
                tags,
                "belay test",
                Map.of()));
      }
      time = time.minusSeconds((long) (step.toSeconds() * (0.2 + 1.6 * random.nextDouble())));
      if (random.nextInt(6) == 0) {
        time = border(time);
      }
    }
    return history;
  }

  private Instant border(Instant time) {
    Instant midnight = Instant.ofEpochSecond(time.getEpochSecond() / 86_400 * 86_400);
    return random.nextBoolean() ? midnight : midnight.minusNanos(1);
  }

  private RetentionPolicy policy() {
    Map<Period, Integer> counts = new EnumMap<>(Period.class);
    Map<Period, Span> windows = new EnumMap<>(Period.class);
    for (Period period : Period.values()) {
      if (random.nextInt(3) == 0) {
        counts.put(period, 1 + random.nextInt(8));
      }
      if (random.nextInt(6) == 0) {
        windows.put(period, span());
      }
    }
    List<List<String>> tags =
        random.nextInt(4) > 0
            ? List.of()
            : List.of(List.of(List.of("release"), List.of("release", "a b"), List.of("")))
                .get(0)
                .subList(0, 1 + random.nextInt(3));
    RetentionPolicy policy =
        new RetentionPolicy(
            random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 0,
            counts,
            random.nextInt(5) == 0 ? span() : Span.NONE,
            windows,
            tags);
    return policy.isEmpty() ? policy() : policy;
  }

  private Span span() {
    Span span =
        new Span(random.nextInt(2), random.nextInt(7), random.nextInt(40), random.nextInt(30));
    return span.isZero() ? span() : span;
  }

  private static List<String> options(RetentionPolicy policy) {
    List<String> words = new ArrayList<>();
    if (policy.last() > 0) {
      words.addAll(List.of("--keep-last", "" + policy.last()));
    }
    policy.counts().forEach((p, n) -> words.addAll(List.of("--keep-" + p.word(), "" + n)));
    if (!policy.within().isZero()) {
      words.addAll(List.of("--keep-within", policy.within().toString()));
    }
    policy
        .windows()
        .forEach((p, s) -> words.addAll(List.of("--keep-within-" + p.word(), s.toString())));
    policy.tags().forEach(t -> words.addAll(List.of("--keep-tag", String.join(",", t))));
    return words;
  }
}
