package dev.belay.repository;

import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import dev.belay.repository.PackSurvey.Fate;
import dev.belay.store.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes packs out of the index: first new files with all that stays, then the old ones are removed.
 * Whoever reads the index meanwhile finds each pack that stays, at least once. Index files without
 * such a pack are left as they are, so that not every prune makes everybody read everything again.
 */
final class IndexRewriter {
  private static final int BLOBS_PER_FILE = 10_000;

  private final SealedFiles files;
  private final PackSurvey survey;
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
      List<PackContents> stay = new ArrayList<>();
      boolean[] goes = {false};
      try (JsonParser parser = files.parse(FileKind.INDEX, name)) {
        IndexFormat.read(
            parser,
            (pack, contents) -> {
              if (goes(pack)) {
                goes[0] = true;
              } else {
                stay.add(new PackContents(pack, contents.sortedByOffset()));
              }
            });
      }
      if (goes[0]) {
        old.add(name);
        for (PackContents pack : stay) {
          add(pack);
        }
      }
    }
    flush();
    for (String name : old) {
      files.store().delete(FileKind.INDEX, name);
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
