/**
 * Belay's Java API: {@link dev.belay.Belay}, its requests and, in {@link dev.belay.model}, its
 * results. {@link dev.belay.config.Configuration} makes the settings that it is opened with.
 *
 * <p>From a backup to a restore that was taken back. Each long operation tells its phases, and ends
 * with {@code INTERRUPTED} and nothing changed when it is asked to stop:
 *
 * <pre>{@code
 * Progress progress = Progress.of(phase -> log.add(phase), stop::get);
 * try (Belay belay = Belay.open(Configuration.read(config))) {
 *   String id = belay.backup(BackupRequest.of("shop"), progress).snapshot().orElseThrow();
 *   breakSomething();
 *   DiffResult diff = belay.diff(DiffRequest.of(id), progress, Optional.empty());
 *   log.add("rows that differ: " + diff.tables().get(0).update());
 *   RestoreRequest request = RestoreRequest.of(id).withTables("products");
 *   Plan plan = belay.plan(request, progress);
 *   RunResult result = belay.restore(request, Optional.of(plan.id()), progress);
 *   log.add(result.outcome() + ", before it: snapshot " + result.safety().orElseThrow());
 *   belay.undo(UndoRequest.last(), Optional.empty(), progress);
 * }
 * }</pre>
 */
@NullMarked
package dev.belay;

import org.jspecify.annotations.NullMarked;
