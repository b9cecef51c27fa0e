package dev.belay;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.ForgetPlan;
import dev.belay.model.SnapshotSummary;
import dev.belay.repository.Lock;
import dev.belay.repository.Repository;
import dev.belay.repository.SnapshotId;
import dev.belay.retention.Decision;
import dev.belay.retention.Grouping;
import dev.belay.retention.Judge;
import dev.belay.retention.RetentionRules;
import dev.belay.retention.Subject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the snapshots that no policy wants. Safety snapshots, and the types that have a policy of
 * their own, are judged by themselves and count for no other.
 */
final class Forget {
  private static final String SAFETY = "safety";

  private final Workspace workspace;

  Forget(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A snapshot as it is listed and as a policy sees it. */
  private record Judged(SnapshotSummary summary, Subject subject) {}

  /**
   * What is judged by one policy; only one database where the rules are a database's own.
   *
   * @param profile what the content was chosen by: a selective snapshot counts for no whole one
   */
  private record Kind(RetentionRules.Rule rule, String profile) {}

  ForgetPlan plan(ForgetRequest request) throws IOException {
    RetentionRules settings = workspace.settings().retention();
    RetentionRules rules = request.policy().isEmpty() ? settings : settings.with(request.policy());
    Repository repository = workspace.repositories().open();
    List<Judged> all = judged(repository);
    Map<String, String> kept =
        Protections.of(repository, workspace.history(), all.stream().map(Judged::summary).toList());
    Map<Kind, List<Judged>> kinds = new LinkedHashMap<>();
    boolean any = false;
    for (Judged each : all) {
      SnapshotSummary s = each.summary();
      if (request.database().map(s.database()::equals).orElse(true)
          && request.type().map(s.type()::equals).orElse(true)) {
        RetentionRules.Rule rule = rules.of(s.database(), s.type());
        kinds.computeIfAbsent(new Kind(rule, s.profile()), k -> new ArrayList<>()).add(each);
        any |= !rule.policy().isEmpty() && !s.type().equals(SAFETY);
      }
    }
    if (!any && noRule(rules)) {
      throw new BelayException(
          ErrorCode.USAGE,
          "there is no rule that says what to keep; nothing was removed",
          "give some, as --keep-daily 7 --keep-weekly 4, or put them into %s (retention:)"
              .formatted(workspace.settings().called()));
    }
    List<ForgetPlan.Group> groups = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    kinds.forEach(
        (kind, members) -> groups.addAll(groups(kind.rule(), members, all, request, kept)));
    groups.forEach(group -> massRemoval(group).ifPresent(refusals::add));
    return new ForgetPlan(groups, refusals);
  }

  private static boolean noRule(RetentionRules rules) {
    return rules.standard().policy().isEmpty()
        && rules.standard().types().keySet().stream().allMatch(SAFETY::equals)
        && rules.databases().values().stream()
            .allMatch(
                own ->
                    own.policy().isEmpty()
                        && own.types().keySet().stream().allMatch(SAFETY::equals));
  }

  private List<Judged> judged(Repository repository) {
    List<Judged> all = new ArrayList<>();
    new Snapshots(repository)
        .each(
            (record, summary) -> {
              List<String> tags = new ArrayList<>();
              tags.add(summary.type());
              tags.addAll(summary.tags());
              all.add(
                  new Judged(
                      summary,
                      new Subject(
                          summary.snapshot(),
                          record.time(),
                          record.origin().hostname(),
                          record.paths(),
                          tags)));
            });
    return all;
  }

  private List<ForgetPlan.Group> groups(
      RetentionRules.Rule rule,
      List<Judged> members,
      List<Judged> all,
      ForgetRequest request,
      Map<String, String> kept) {
    Map<String, SnapshotSummary> summaries = new LinkedHashMap<>();
    members.forEach(m -> summaries.put(m.summary().snapshot(), m.summary()));
    Judge judge = new Judge(rule.policy(), workspace.settings().clock().instant());
    List<ForgetPlan.Group> groups = new ArrayList<>();
    Map<Grouping.Key, List<Subject>> everything =
        request.grouping().of(all.stream().map(Judged::subject).toList());
    request
        .grouping()
        .of(members.stream().map(Judged::subject).toList())
        .forEach(
            (key, subjects) -> {
              // A safety snapshot ages as others of its database come, and not while none do.
              boolean safety = rule.type().equals(Optional.of(SAFETY));
              Instant latest =
                  judge.latest(safety ? everything.getOrDefault(key, subjects) : subjects);
              List<ForgetPlan.Item> items = new ArrayList<>();
              for (Decision decision : judge.decide(subjects, latest)) {
                items.add(item(decision, rule, summaries, kept));
              }
              groups.add(
                  new ForgetPlan.Group(rule.type(), key.host(), key.paths(), key.tags(), items));
            });
    return groups;
  }

  private static ForgetPlan.Item item(
      Decision decision,
      RetentionRules.Rule rule,
      Map<String, SnapshotSummary> summaries,
      Map<String, String> kept) {
    String id = decision.subject().id();
    Decision all = rule.policy().isEmpty() ? decision.because("no rule for it") : decision;
    String never = kept.get(id);
    if (never != null) {
      all = all.because(never);
    }
    SnapshotSummary summary = summaries.get(id);
    if (summary == null) {
      throw new IllegalStateException("a snapshot was judged that was not given: " + id);
    }
    return new ForgetPlan.Item(summary, all.reasons());
  }

  /** Safety snapshots are meant to go when their time is over, and so may go all at once. */
  private static Optional<String> massRemoval(ForgetPlan.Group group) {
    long removed = group.items().stream().filter(item -> !item.keep()).count();
    if (group.type().equals(Optional.of(SAFETY)) || 2 * removed <= group.items().size()) {
      return Optional.empty();
    }
    String what = group.paths().isEmpty() ? "all databases" : String.join(", ", group.paths());
    return Optional.of(
        "%d of the %d snapshots of %s would be removed, which is more than half"
            .formatted(removed, group.items().size(), what));
  }

  /**
   * Moves the snapshots of a plan to the trash; what somebody pinned meanwhile stays.
   *
   * @return the ids of those that were removed
   */
  List<String> run(ForgetPlan plan, boolean allowMassRemoval) throws IOException {
    if (!plan.refusals().isEmpty() && !allowMassRemoval) {
      throw new BelayException(
          ErrorCode.REFUSED,
          plan.refusals().get(0) + "; nothing was removed",
          "if that is meant: --allow-mass-removal");
    }
    Repository repository = workspace.repositories().open();
    List<String> removed = new ArrayList<>();
    try (Lock lock = repository.lockToRemove()) {
      List<SnapshotSummary> now = judged(repository).stream().map(Judged::summary).toList();
      Map<String, String> kept = Protections.of(repository, workspace.history(), now);
      for (SnapshotSummary snapshot : plan.removed()) {
        if (!kept.containsKey(snapshot.snapshot())) {
          lock.requireHeld();
          repository.trash().put(SnapshotId.parse(snapshot.snapshot()));
          removed.add(snapshot.snapshot());
        }
      }
      repository.trash().empty();
    }
    return removed;
  }
}
