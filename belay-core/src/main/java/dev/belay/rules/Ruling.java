package dev.belay.rules;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Nearest;
import dev.belay.model.Profile;
import dev.belay.model.ProfileScope;
import dev.belay.model.Rules;
import dev.belay.model.Table;
import java.util.ArrayList;
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
  List<Table> kept(ProfileScope scope) {
    List<String> names = new ArrayList<>(rules().keep());
    keep.forEach(k -> names.add(group(k) ? "group:" + k : k));
    try {
      return scope.tables(names);
    } catch (BelayException e) {
      throw keep.stream().allMatch(this::group) ? e : meantGroup(e);
    }
  }

  private boolean group(String name) {
    return profile.groups().containsKey(name);
  }

  /** Who mistypes a group is told of the group, and not of some table. */
  private BelayException meantGroup(BelayException e) {
    return keep.stream()
        .filter(k -> !group(k))
        .flatMap(
            k ->
                Nearest.to(k, profile.groups().keySet()).stream()
                    .map(
                        near ->
                            new BelayException(
                                ErrorCode.NOT_FOUND,
                                "no group and no table " + k,
                                "did you mean the group " + near + "?",
                                e)))
        .findFirst()
        .orElse(e);
  }

  /** What the rules are called in messages. */
  String place() {
    return "profile " + profile.name() + ", " + (cleanup ? "cleanup" : "on-restore");
  }
}
