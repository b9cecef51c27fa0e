package dev.belay.cli;

import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Tags as restic takes them: a comma parts them, since rules name several in one word so. */
final class Tags {
  private Tags() {}

  /** Each tag that was given; USAGE for one without a name. */
  static List<String> of(List<String> words) {
    List<String> tags = new ArrayList<>();
    for (String word : words) {
      for (String tag : word.split(",", -1)) {
        if (tag.isBlank()) {
          throw new BelayException(
              ErrorCode.USAGE,
              "\"" + word + "\" holds a tag without a name",
              "as in --tag release");
        }
        tags.add(tag.strip());
      }
    }
    return tags;
  }
}
