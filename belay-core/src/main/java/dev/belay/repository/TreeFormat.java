package dev.belay.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.belay.model.BlobId;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Trees as restic writes them: one JSON object with the nodes, sorted by name, and a newline. */
final class TreeFormat {
  /** Only the owner reads what is restored; the modes are Go's, where directories have bit 31. */
  private static final long FILE_MODE = 0600;

  private static final long DIRECTORY_MODE = 0x80000000L | 0700;

  private TreeFormat() {}

  /** Go's bit for a symbolic link. */
  private static final long LINK_BIT = 0x8000000L;

  private static final long DIRECTORY_BIT = 0x80000000L;

  /** How Belay's own files are kept, which have no rights and times of their own. */
  static FileTraits plainFile(Instant time) {
    return new FileTraits((int) FILE_MODE, time);
  }

  static FileTraits plainDirectory(Instant time) {
    return new FileTraits((int) (DIRECTORY_MODE & FileTraits.PERMISSIONS), time);
  }

  static void writeFile(
      OutputStream target, String name, long size, FileTraits traits, Iterator<BlobId> content)
      throws IOException {
    try (JsonGenerator to = generator(target)) {
      to.writeStartObject();
      writeCommon(to, name, "file", traits.mode(), traits.time());
      if (size > 0) {
        to.writeNumberField("size", size);
      }
      to.writeNumberField("links", 1);
      to.writeArrayFieldStart("content");
      while (content.hasNext()) {
        to.writeString(content.next().toString());
      }
      to.writeEndArray();
      to.writeEndObject();
    }
  }

  static void writeLink(OutputStream target, String name, FileTraits traits, String linkTarget)
      throws IOException {
    try (JsonGenerator to = generator(target)) {
      to.writeStartObject();
      writeCommon(to, name, "symlink", LINK_BIT | traits.mode(), traits.time());
      to.writeNumberField("links", 1);
      to.writeStringField("linktarget", linkTarget);
      to.writeNullField("content");
      to.writeEndObject();
    }
  }

  static void writeDirectory(OutputStream target, String name, FileTraits traits, BlobId subtree)
      throws IOException {
    try (JsonGenerator to = generator(target)) {
      to.writeStartObject();
      writeCommon(to, name, "dir", DIRECTORY_BIT | traits.mode(), traits.time());
      to.writeNullField("content");
      to.writeStringField("subtree", subtree.toString());
      to.writeEndObject();
    }
  }

  private static JsonGenerator generator(OutputStream target) throws IOException {
    return Json.FACTORY.createGenerator(target).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private static void writeCommon(
      JsonGenerator to, String name, String type, long mode, Instant time) throws IOException {
    to.writeStringField("name", GoQuote.quote(name));
    to.writeStringField("type", type);
    to.writeNumberField("mode", mode);
    to.writeStringField("mtime", time.toString());
    to.writeStringField("atime", time.toString());
    to.writeStringField("ctime", time.toString());
    to.writeNumberField("uid", 0);
    to.writeNumberField("gid", 0);
  }

  static Tree read(byte[] json) throws IOException {
    List<TreeNode> nodes = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      Json.object(
          parser,
          (name, at) -> {
            if (!name.equals("nodes")) {
              at.skipChildren();
              return;
            }
            Json.array(at);
            while (Json.next(at)) {
              nodes.add(new NodeFields().read(at));
            }
          });
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new Tree(nodes);
  }

  /** The fields of one node while they are read. */
  private static final class NodeFields {
    private String name = "";
    private TreeNode.Kind kind = TreeNode.Kind.OTHER;
    private long size;
    private final BlobIds.Builder content = new BlobIds.Builder();
    private Optional<BlobId> subtree = Optional.empty();
    private String linkTarget = "";
    private int mode;
    private Instant time = Instant.EPOCH;

    TreeNode read(JsonParser parser) throws IOException {
      Json.object(parser, this::field);
      return new TreeNode(
          name, kind, size, content.build(), subtree, linkTarget, new FileTraits(mode, time));
    }

    private void field(String field, JsonParser at) throws IOException {
      switch (field) {
        case "name" -> name = GoQuote.unquote(Json.text(at));
        case "type" -> kind = kind(Json.text(at));
        case "linktarget" -> linkTarget = Json.text(at);
        case "mode" -> mode = (int) (at.getLongValue() & FileTraits.PERMISSIONS);
        case "mtime" -> time = time(Json.text(at));
        case "size" -> size = at.getLongValue();
        case "subtree" -> subtree = Optional.of(BlobId.parse(Json.text(at)));
        case "content" -> {
          Json.array(at);
          while (Json.next(at)) {
            content.add(BlobId.parse(Json.text(at)));
          }
        }
        default -> at.skipChildren();
      }
    }

    /** Others may write a time zone; what is no time is none that matters for reading. */
    private static Instant time(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        return Instant.EPOCH;
      }
    }

    private static TreeNode.Kind kind(String type) {
      return switch (type) {
        case "file" -> TreeNode.Kind.FILE;
        case "dir" -> TreeNode.Kind.DIRECTORY;
        case "symlink" -> TreeNode.Kind.LINK;
        default -> TreeNode.Kind.OTHER;
      };
    }
  }
}
