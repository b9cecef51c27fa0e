package dev.belay.cli;

import dev.belay.model.Mode;
import dev.belay.model.Nearest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a mode is written: in small letters. */
final class ModeOption implements ITypeConverter<Mode>, Iterable<String> {
  @Override
  public Mode convert(String text) {
    for (Mode mode : Mode.values()) {
      if (Shapes.lower(mode).equals(text)) {
        return mode;
      }
    }
    throw new TypeConversionException(
        text + " is none of " + String.join(", ", names()) + "." + Nearest.question(text, names()));
  }

  @Override
  public Iterator<String> iterator() {
    return names().iterator();
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      names.add(Shapes.lower(mode));
    }
    return names;
  }
}
