package dev.belay.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.model.BelayException;
import dev.belay.model.BlobId;
import dev.belay.model.ErrorCode;
import dev.belay.store.MemoryStore;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TreeTest {
  @Property(tries = 300)
  void everyNameSurvivesItsEscaping(@ForAll @StringLength(max = 30) String name) throws Exception {
    String valid = new String(name.getBytes(UTF_8), UTF_8);
    assertThat(GoQuote.unquote(GoQuote.quote(valid))).isEqualTo(valid);
  }

  @Test
  void namesThatGoEscapesAreRead() throws Exception {
    assertThat(GoQuote.unquote("a\\\\b\\\"c\\tn\\x41\\u00e9\\U0001f600\\101"))
        .isEqualTo("a\\b\"c\tnA\u00e9\ud83d\ude00A");
    assertThat(GoQuote.quote("\"\\\n\u00e9")).isEqualTo("\\\"\\\\\\x0a\u00e9");
    for (String bad : List.of("\\", "\\q", "\\x4", "\\u12", "\\U99999999", "\\xzz")) {
      assertThatThrownBy(() -> GoQuote.unquote(bad)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void nodesAreSortedByTheirUtf8BytesAndTheBlobEndsWithANewline() {
    BlobId blob = BlobId.sha256(new byte[1], 0, 1);
    try (Repository repository = Repositories.create(new MemoryStore());
        Upload upload = repository.upload()) {
      BlobId id =
          new TreeWriter(Repositories.TIME)
              .file("\ud83d\ude00", 1, List.of(blob))
              .file("\uffee", 0, List.of())
              .directory("b", blob)
              .file("a", 64, List.of(blob, blob))
              .save(upload);
      upload.flush();

      byte[] json = repository.blobs().load(BlobType.TREE, id);
      assertThat(new String(json, UTF_8))
          .startsWith("{\"nodes\":[{\"name\":\"a\"")
          .endsWith("]}\n");
      Tree tree = Tree.load(repository.blobs(), id);
      assertThat(tree.nodes())
          .extracting(TreeNode::name)
          .containsExactly("a", "b", "\uffee", "\ud83d\ude00");
      assertThat(tree.find("a").orElseThrow().content()).containsExactly(blob, blob);
      assertThat(tree.find("a").orElseThrow().size()).isEqualTo(64);
      assertThat(tree.find("b").orElseThrow().subtree()).contains(blob);
      assertThatThrownBy(() -> tree.directory(repository.blobs(), "nothing"))
          .isInstanceOfSatisfying(
              BelayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  @Test
  void namesThatAreNoFileNamesAreRefused() {
    TreeWriter writer = new TreeWriter(Repositories.TIME);
    for (String bad : List.of("", ".", "..", "a/b", "a\0b")) {
      assertThatThrownBy(() -> writer.file(bad, 0, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    writer.file("a", 0, List.of());
    assertThatThrownBy(() -> writer.file("a", 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileOfVeryManyChunksIsWrittenAndRead() {
    BlobIds.Builder ids = new BlobIds.Builder();
    for (int i = 0; i < 100_000; i++) {
      ids.add(BlobId.sha256(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}, 0, 3));
    }
    try (Repository repository = Repositories.create(new MemoryStore());
        Upload upload = repository.upload()) {
      BlobId id =
          new TreeWriter(Repositories.TIME).file("base", 1L << 40, ids.build()).save(upload);
      upload.flush();

      TreeNode node = Tree.load(repository.blobs(), id).find("base").orElseThrow();
      assertThat(node.size()).isEqualTo(1L << 40);
      assertThat(node.content()).isEqualTo(ids.build());
    }
  }
}
