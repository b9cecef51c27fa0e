package dev.belay.model;

import java.util.List;

/**
 * The files of a database as they were before a run that replaced them whole.
 *
 * @param directory where they are kept; empty where there were none
 * @param names their names in it, the main file last; none where the run made the first file
 * @param target the main file's own place
 */
public record KeptFiles(String directory, List<String> names, String target) {
  public KeptFiles {
    names = List.copyOf(names);
  }

  /** What a run keeps that finds no file. */
  public static KeptFiles none(String target) {
    return new KeptFiles("", List.of(), target);
  }
}
