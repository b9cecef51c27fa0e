package dev.belay.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.belay.config.YamlNode.Empty;
import dev.belay.config.YamlNode.Entry;
import dev.belay.config.YamlNode.Mapping;
import dev.belay.config.YamlNode.Scalar;
import dev.belay.config.YamlNode.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a YAML document into nodes that know their lines. Aliases and a second document are
 * refused.
 */
final class YamlReader {
  private static final Pattern LINE = Pattern.compile("(?m)^ in .*, line ([0-9]{1,9}), column");

  private final Problems problems;

  YamlReader(Problems problems) {
    this.problems = problems;
  }

  /** The document; what can't be parsed is a problem and an empty document. */
  YamlNode read(String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new Empty(1, false);
      }
      YamlNode document = node(parser, first);
      if (parser.nextToken() != null) {
        problems.add(line(parser), "a second document begins; Belay reads one");
      }
      return document;
    } catch (JsonProcessingException e) {
      int line = lineOf(e);
      problems.add(line, "not YAML: " + withoutQuotation(e.getOriginalMessage()));
      return new Empty(line, false);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
  }

  private YamlNode node(YAMLParser parser, JsonToken token) throws IOException {
    int line = line(parser);
    if (parser.isCurrentAlias()) {
      problems.add(line, "aliases (*) are not supported; quote the value if it is text");
    }
    return switch (token) {
      case START_OBJECT -> mapping(parser, line);
      case START_ARRAY -> sequence(parser, line);
      case VALUE_NULL -> new Empty(line, false);
      default ->
          parser.getText().isEmpty()
              ? new Empty(line, true)
              : new Scalar(line, parser.getText(), kind(token));
    };
  }

  private static YamlNode.Kind kind(JsonToken token) {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> YamlNode.Kind.NUMBER;
      case VALUE_TRUE -> YamlNode.Kind.TRUE;
      case VALUE_FALSE -> YamlNode.Kind.FALSE;
      default -> YamlNode.Kind.TEXT;
    };
  }

  private Mapping mapping(YAMLParser parser, int line) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      int keyLine = line(parser);
      String key = parser.currentName();
      entries.add(new Entry(keyLine, key, node(parser, parser.nextToken())));
    }
    return new Mapping(line, entries);
  }

  private Sequence sequence(YAMLParser parser, int line) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      items.add(node(parser, t));
    }
    return new Sequence(line, items);
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  /**
   * The parser tells where the thing began in which the mistake is, and in its words where it is.
   */
  private static int lineOf(JsonProcessingException e) {
    Matcher told = LINE.matcher(e.getOriginalMessage());
    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    while (told.find()) {
      line = Integer.parseInt(told.group(1));
    }
    return line;
  }

  /** The parser quotes the lines around the mistake, indented; a password may stand in them. */
  private static String withoutQuotation(String message) {
    return message
        .lines()
        .filter(l -> !l.isEmpty() && !Character.isWhitespace(l.charAt(0)))
        .reduce((a, b) -> b)
        .orElse("it can't be parsed");
  }
}
