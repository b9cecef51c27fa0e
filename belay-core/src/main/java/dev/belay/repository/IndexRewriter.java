package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import dev.belay.repository.PackSurvey.Fate;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes packs out of the index: first new files with all that stays, then the old ones are removed.
 * Whoever reads the index meanwhile finds each pack that stays, at least once. Index files without
 * such a pack are left as they are, so that not every prune makes everybody read everything again,
 * and what they name is not written once more: where an old file can't be removed, the next prune
 * finds what this one wrote.
 */
final class IndexRewriter {
  private static final int BLOBS_PER_FILE = 10_000;

  private final SealedFiles files;
  private final PackSurvey survey;
  private final Set<BlobId> named = new HashSet<>();
  private List<PackContents> staying = new ArrayList<>();
  private int blobs;

  IndexRewriter(SealedFiles files, PackSurvey survey) {
    this.files = files;
    this.survey = survey;
  }

  /** Rewrites those of the files that name packs which go. */
  void rewrite(Collection<String> indexFiles) throws IOException {
    List<String> old = new ArrayList<>();
    for (String name : indexFiles) {
      if (namesWhatGoes(name)) {
        old.add(name);
      }
    }
    for (String name : old) {
      read(
          name,
          (pack, contents) -> {
            if (!goes(pack) && named.add(pack)) {
              add(new PackContents(pack, contents.sortedByOffset()));
            }
          });
    }
    flush();
    for (String name : old) {
      files.store().delete(FileKind.INDEX, name);
    }
  }

  private boolean namesWhatGoes(String name) throws IOException {
    List<BlobId> stay = new ArrayList<>();
    boolean[] goes = {false};
    read(
        name,
        (pack, contents) -> {
          if (goes(pack)) {
            goes[0] = true;
          } else {
            stay.add(pack);
          }
        });
    if (!goes[0]) {
      named.addAll(stay);
    }
    return goes[0];
  }

  private void read(String name, IndexFormat.PackListener packs) throws IOException {
    try (JsonParser parser = files.parse(FileKind.INDEX, name)) {
      IndexFormat.read(parser, packs);
    }
  }

  private boolean goes(BlobId pack) throws IOException {
    int slot = survey.slot(pack);
    return slot != PackSurvey.NONE
        && (survey.fate(slot).leaves() || survey.fate(slot) == Fate.GONE);
  }

  private void add(PackContents pack) throws IOException {
    staying.add(pack);
    blobs += pack.blobs().size();
    if (blobs >= BLOBS_PER_FILE) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (!staying.isEmpty()) {
      files.save(FileKind.INDEX, IndexFormat.write(staying));
      staying = new ArrayList<>();
      blobs = 0;
    }
  }
}
