package dev.belay.repository;

import dev.belay.repository.PackSurvey.Fate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides what becomes of each pack: what nothing needs goes; of the packs that are needed in part
 * those with the most waste are written anew, until what is left of waste is within the limit.
 * Packs of directories always are, because every command reads them. Where there are many small
 * packs, as a backup that finds little leaves them, they are written together.
 */
final class PrunePlan {
  /** A pack that is smaller than a quarter of what is aimed at. */
  private static final int SMALL = OpenPack.TARGET / 4;

  /** Fewer are in nobody's way. */
  private static final int MANY = 8;

  private final PackSurvey survey;
  private final MaxUnused limit;

  PrunePlan(PackSurvey survey, MaxUnused limit) {
    this.survey = survey;
    this.limit = limit;
  }

  /** Sets the fates of the packs that an index names. */
  void decide() {
    List<Integer> partly = new ArrayList<>();
    long used = 0;
    long unused = 0;
    for (int slot = 0; slot < survey.count(); slot++) {
      if (survey.fate(slot) != Fate.KEEP) {
        continue;
      }
      if (survey.used(slot) == 0) {
        survey.set(slot, Fate.REMOVE);
        continue;
      }
      used += survey.used(slot);
      if (survey.unused(slot) > 0) {
        unused += survey.unused(slot);
        partly.add(slot);
      }
    }
    partly.sort(Comparator.comparingDouble(this::share).reversed());
    long allowed = limit.beside(used);
    for (int slot : partly) {
      boolean always = survey.holdsTrees(slot) && allowed < Long.MAX_VALUE;
      if (always || unused > allowed) {
        survey.set(slot, Fate.REPACK);
        unused -= survey.unused(slot);
      }
    }
    if (allowed < Long.MAX_VALUE) {
      merge(false);
      merge(true);
    }
  }

  /** Small packs, of directories or of all else, where that leaves a quarter of them at most. */
  private void merge(boolean trees) {
    List<Integer> small = new ArrayList<>();
    long bytes = 0;
    for (int slot = 0; slot < survey.count(); slot++) {
      if (survey.fate(slot) == Fate.KEEP
          && survey.size(slot) < SMALL
          && survey.blobs(slot) < OpenPack.MAX_BLOBS / 4
          && survey.holdsTrees(slot) == trees) {
        small.add(slot);
        bytes += survey.size(slot);
      }
    }
    long merged = 1 + bytes / OpenPack.TARGET;
    if (small.size() >= MANY && 4 * merged <= small.size()) {
      small.forEach(slot -> survey.set(slot, Fate.REPACK));
    }
  }

  private double share(int slot) {
    return (double) survey.unused(slot) / (survey.unused(slot) + survey.used(slot));
  }
}
