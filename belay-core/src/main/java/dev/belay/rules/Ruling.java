package dev.belay.rules;

import dev.belay.model.Profile;
import dev.belay.model.Rules;
import java.util.List;

/**
 * Which rules of a profile are asked for.
 *
 * @param profile the profile
 * @param cleanup whether its cleanup: the live rows through those rules; else a restore's
 * @param keep tables and groups that stay as they are beside those that the rules keep
 */
public record Ruling(Profile profile, boolean cleanup, List<String> keep) {
  public Ruling {
    keep = List.copyOf(keep);
  }

  /** The rules. */
  public Rules rules() {
    return cleanup ? profile.cleanup() : profile.onRestore();
  }

  /** A name is a group's where the profile has one of that name. */
  List<String> kept() {
    List<String> names = new java.util.ArrayList<>(rules().keep());
    keep.forEach(k -> names.add(profile.groups().containsKey(k) ? "group:" + k : k));
    return names;
  }

  /** What the rules are called in messages. */
  String place() {
    return "profile " + profile.name() + ", " + (cleanup ? "cleanup" : "on-restore");
  }
}
