package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.store.FileKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What prunes are about to remove, so that backups which begin later do not rely on it. A mark is
 * two files: the packs; and, written after the locks were looked at, the sessions that may have
 * begun before they could know of the mark. The packs may go as soon as those have ended.
 */
final class PruneMarks {
  private static final String PACKS = ".1-packs";
  private static final String SESSIONS = ".2-sessions";

  /**
   * One prune's mark.
   *
   * @param id its name
   * @param packs what is to go
   * @param sessions who may not know of it; empty where that was not found out
   */
  record Mark(String id, Set<BlobId> packs, Optional<Set<String>> sessions) {
    /** Whether nobody who is at work may rely on these packs. */
    boolean ripe(Set<String> working) {
      return sessions.isPresent() && sessions.get().stream().noneMatch(working::contains);
    }
  }

  private final SealedFiles files;

  PruneMarks(SealedFiles files) {
    this.files = files;
  }

  /** All packs that are about to be removed. */
  Set<BlobId> packs() {
    Set<BlobId> packs = new HashSet<>();
    all().forEach(mark -> packs.addAll(mark.packs()));
    return packs;
  }

  /** All marks. */
  List<Mark> all() {
    List<Mark> marks = new ArrayList<>();
    Set<String> names = names();
    for (String name : names) {
      if (name.endsWith(PACKS)) {
        String id = name.substring(0, name.length() - PACKS.length());
        Optional<List<String>> packs = read(name);
        Optional<List<String>> sessions =
            names.contains(id + SESSIONS) ? read(id + SESSIONS) : Optional.empty();
        if (packs.isPresent()) {
          Set<BlobId> ids = new HashSet<>();
          packs.get().forEach(pack -> ids.add(BlobId.parse(pack)));
          marks.add(new Mark(id, ids, sessions.map(Set::copyOf)));
        }
      }
    }
    return marks;
  }

  /** Writes a mark, durably. */
  Mark write(Set<BlobId> packs, SecureRandom random) {
    byte[] name = new byte[6];
    random.nextBytes(name);
    String id = HexFormat.of().formatHex(name);
    save(id + PACKS, packs.stream().map(BlobId::toString).toList());
    return new Mark(id, packs, Optional.empty());
  }

  /** Adds who may not know of it. */
  void setSessions(Mark mark, Set<String> sessions) {
    save(mark.id() + SESSIONS, sessions);
  }

  void delete(Mark mark) {
    for (String suffix : List.of(SESSIONS, PACKS)) {
      try {
        files.store().delete(FileKind.MARK, mark.id() + suffix);
      } catch (IOException e) {
        throw Failures.storage("delete " + files.describe(FileKind.MARK, mark.id()), e);
      }
    }
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    try {
      files.store().list(FileKind.MARK, (name, size) -> names.add(name));
    } catch (IOException e) {
      throw Failures.storage("list the marks of " + files.store().location(), e);
    }
    return names;
  }

  private void save(String name, Collection<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = Json.FACTORY.createGenerator(bytes)) {
      Json.write(to, texts);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    files.save(FileKind.MARK, name, bytes.toByteArray());
  }

  /** Empty where the prune that wrote it has ended since. */
  private Optional<List<String>> read(String name) {
    try (JsonParser parser = files.parse(FileKind.MARK, name)) {
      parser.nextToken();
      return Optional.of(Json.texts(parser));
    } catch (BelayException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return Optional.empty();
      }
      throw e;
    } catch (IOException e) {
      throw Failures.damaged(
          files.describe(FileKind.MARK, name) + " can't be read: " + e.getMessage(), e);
    }
  }
}
