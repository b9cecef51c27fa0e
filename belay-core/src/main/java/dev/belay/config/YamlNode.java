package dev.belay.config;

import java.util.List;

/** A piece of a YAML document that knows its line, so that what is wrong with it can be found. */
sealed interface YamlNode {
  /** Where it begins, counted from 1. */
  int line();

  /**
   * A single value as it is written; quotes are gone.
   *
   * @param kind what YAML takes it for: a quoted {@code "1"} is text, a bare one a number
   */
  record Scalar(int line, String text, Kind kind) implements YamlNode {}

  /** What YAML takes a single value for. */
  enum Kind {
    TEXT,
    NUMBER,
    TRUE,
    FALSE
  }

  /**
   * Nothing where something might be.
   *
   * @param quoted whether it is a text without letters
   */
  record Empty(int line, boolean quoted) implements YamlNode {}

  /** A list. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys with their values, in the order of the file; a key may stand there twice. */
  record Mapping(int line, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key and its value. */
  record Entry(int line, String key, YamlNode value) {}
}
