package dev.belay.config;

import java.util.List;

/** A piece of a YAML document that knows its line, so that what is wrong with it can be found. */
sealed interface YamlNode {
  /** Where it begins, counted from 1. */
  int line();

  /** A single value as it is written; quotes are gone. */
  record Scalar(int line, String text) implements YamlNode {}

  /** Nothing where something might be. */
  record Empty(int line) implements YamlNode {}

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
