package dev.belay.export;

import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Column;
import dev.belay.model.ErrorCode;
import dev.belay.model.ExportRules;
import dev.belay.model.Nearest;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which columns must not go out: those that rules name, and those whose names say so. */
public final class Sensitive {
  /** Names of columns that are taken for secrets. */
  public static final List<String> PATTERNS =
      List.of(
          "*password*",
          "*passwd*",
          "*passphrase*",
          "*passcode*",
          "*pwd*",
          "pass",
          "user_pass",
          "*pass_hash*",
          "*passhash*",
          "pw",
          "*_pw",
          "*pw_hash*",
          "*pwhash*",
          "*passwort*",
          "*kennwort*",
          "*mot_de_passe*",
          "*contrasena*",
          "*contraseña*",
          "*wachtwoord*",
          "*secret*",
          "*token*",
          "otp*",
          "*_otp",
          "*totp*",
          "*api_key*",
          "*apikey*",
          "*private_key*",
          "*privatekey*",
          "*access_key*",
          "*recovery_code*",
          "*backup_code*",
          "*credential*",
          "session_key",
          "session_data",
          "pin",
          "*pin_hash",
          "cvv",
          "cvc");

  private static final Pattern USUAL = union(PATTERNS);

  private final Pattern sensitive;
  private final Pattern harmless;

  Sensitive(ExportRules rules) {
    this.sensitive = union(rules.sensitive());
    this.harmless = union(rules.harmless());
  }

  /** Whether the column is one that is left out. */
  boolean is(Table table, Column column) {
    if (matches(harmless, table, column.name())) {
      return false;
    }
    return matches(sensitive, table, column.name())
        || USUAL.matcher(lower(column.name())).matches();
  }

  /** USAGE where a rule names no column of the database. */
  static void requireKnown(ExportRules rules, Catalog structure) {
    List<String> names = new ArrayList<>(rules.sensitive());
    names.addAll(rules.harmless());
    names.addAll(rules.masks().keySet());
    for (String name : names) {
      Pattern pattern = union(List.of(name));
      boolean known =
          structure.tables().stream()
              .anyMatch(t -> t.columns().stream().anyMatch(c -> matches(pattern, t, c.name())));
      if (!known) {
        List<String> all =
            structure.tables().stream()
                .flatMap(t -> t.columns().stream().map(c -> t.name() + "." + c.name()))
                .toList();
        throw new BelayException(
            ErrorCode.USAGE,
            "the rules for exports name "
                + name
                + ", which is no column of the database."
                + Nearest.question(name, all),
            "columns are named table.column, with * for anything");
      }
    }
  }

  /** Whether a rule's name means the column. */
  static boolean named(String rule, Table table, String column) {
    return matches(union(List.of(rule)), table, column);
  }

  private static boolean matches(Pattern pattern, Table table, String column) {
    return Stream.concat(Stream.of(table.name()), table.partitionOf().stream())
        .anyMatch(name -> matches(pattern, name, column));
  }

  private static boolean matches(Pattern pattern, TableName table, String column) {
    return pattern.matcher(lower(table + "." + column)).matches()
        || pattern.matcher(lower(table.schema() + "." + table.name() + "." + column)).matches();
  }

  private static Pattern union(List<String> globs) {
    List<String> parts = new ArrayList<>();
    for (String glob : globs) {
      StringBuilder part = new StringBuilder();
      for (String piece : lower(glob).split("\\*", -1)) {
        part.append(part.isEmpty() ? "" : ".*").append(piece.isEmpty() ? "" : Pattern.quote(piece));
        if (part.isEmpty()) {
          part.append("(?:)");
        }
      }
      parts.add(part.toString());
    }
    return Pattern.compile(parts.isEmpty() ? "(?!)" : String.join("|", parts), Pattern.DOTALL);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
