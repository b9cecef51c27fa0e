package dev.belay.engine.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes a script of pg_dump apart. The driver's own parser does not find the end of a function
 * whose body is SQL ({@code BEGIN ATOMIC … END}), and gives all that follows as one statement.
 * Where statements end is told as psql tells it (psqlscan.l): at a semicolon outside of quotes,
 * comments, parentheses and such bodies, in which each CASE has an END of its own.
 */
final class ScriptSplitter {
  private final String script;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder statement = new StringBuilder();
  private int at;
  private int parentheses;
  private int bodies;
  private String lastWord = "";

  private ScriptSplitter(String script) {
    this.script = script;
  }

  /** The statements of a script, without comments between words, in their order. */
  static List<String> split(String script) {
    ScriptSplitter splitter = new ScriptSplitter(script);
    while (splitter.at < script.length()) {
      splitter.next();
    }
    splitter.end();
    return splitter.statements;
  }

  private void next() {
    char c = script.charAt(at);
    if (script.startsWith("--", at)) {
      int end = script.indexOf('\n', at);
      at = end < 0 ? script.length() : end;
    } else if (script.startsWith("/*", at)) {
      at = endOfComment();
      statement.append(' ');
    } else if (c == '\'' || c == '"') {
      take(endOfQuoted(c, c == '\'' && lastWord.equals("E") && touchesWord()));
    } else if (c == '$' && !touchesWord()) {
      take(endOfDollars());
    } else if (isWord(c)) {
      word();
    } else if (c == ';' && parentheses == 0 && bodies == 0) {
      at++;
      end();
    } else {
      parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
      take(at + 1);
    }
  }

  private void take(int end) {
    statement.append(script, at, end);
    at = end;
  }

  private void end() {
    String sql = statement.toString().strip();
    if (!sql.isEmpty()) {
      statements.add(sql);
    }
    statement.setLength(0);
    parentheses = 0;
    bodies = 0;
    lastWord = "";
  }

  private void word() {
    int end = at;
    while (end < script.length() && (isWord(script.charAt(end)) || script.charAt(end) == '$')) {
      end++;
    }
    String word = script.substring(at, end).toUpperCase(Locale.ROOT);
    if (bodies > 0) {
      bodies += word.equals("CASE") ? 1 : word.equals("END") ? -1 : 0;
    } else if (word.equals("ATOMIC") && lastWord.equals("BEGIN") && parentheses == 0) {
      bodies = 1;
    }
    lastWord = word;
    take(end);
  }

  private static boolean isWord(char c) {
    return c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
  }

  /** Whether what comes stands right behind a word. */
  private boolean touchesWord() {
    return at > 0 && isWord(script.charAt(at - 1));
  }

  private int endOfComment() {
    int depth = 0;
    for (int i = at; i < script.length(); ) {
      if (script.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (script.startsWith("*/", i)) {
        i += 2;
        if (--depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return script.length();
  }

  /** A doubled quote ends one part and begins the next, which is as good. */
  private int endOfQuoted(char quote, boolean escapes) {
    for (int i = at + 1; i < script.length(); i++) {
      char c = script.charAt(i);
      if (c == '\\' && escapes) {
        i++;
      } else if (c == quote) {
        if (escapes && script.startsWith("''", i)) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return script.length();
  }

  private int endOfDollars() {
    int tagEnd = at + 1;
    while (tagEnd < script.length() && isWord(script.charAt(tagEnd))) {
      tagEnd++;
    }
    boolean tag = tagEnd < script.length() && script.charAt(tagEnd) == '$';
    if (!tag || Character.isDigit(script.charAt(at + 1))) {
      // A parameter, $1.
      return at + 1;
    }
    String quote = script.substring(at, tagEnd + 1);
    int end = script.indexOf(quote, tagEnd + 1);
    return end < 0 ? script.length() : end + quote.length();
  }
}
