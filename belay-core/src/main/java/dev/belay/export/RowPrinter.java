package dev.belay.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;

/** Lays JSON out so that a row is a line, and what describes the rows can be read. */
final class RowPrinter implements PrettyPrinter {
  private int depth;
  private int inlineBelow = Integer.MAX_VALUE;

  /** What is opened from now on stands on one line, until {@link #lines}. */
  void inline() {
    inlineBelow = depth;
  }

  /** Each entry of what is open, and of what is opened directly in it, gets a line of its own. */
  void lines() {
    inlineBelow = Integer.MAX_VALUE;
  }

  private void newLine(JsonGenerator out) throws IOException {
    if (depth > inlineBelow) {
      return;
    }
    out.writeRaw('\n');
    for (int i = 0; i < depth; i++) {
      out.writeRaw(' ');
    }
  }

  @Override
  public void writeRootValueSeparator(JsonGenerator out) throws IOException {
    out.writeRaw('\n');
  }

  @Override
  public void writeStartObject(JsonGenerator out) throws IOException {
    out.writeRaw('{');
    depth++;
  }

  @Override
  public void beforeObjectEntries(JsonGenerator out) throws IOException {
    newLine(out);
  }

  @Override
  public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
    out.writeRaw(": ");
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
    out.writeRaw(depth > inlineBelow ? ", " : ",");
    newLine(out);
  }

  @Override
  public void writeEndObject(JsonGenerator out, int entries) throws IOException {
    depth--;
    if (entries > 0 && depth < inlineBelow) {
      newLine(out);
    }
    out.writeRaw('}');
  }

  @Override
  public void writeStartArray(JsonGenerator out) throws IOException {
    out.writeRaw('[');
    depth++;
  }

  @Override
  public void beforeArrayValues(JsonGenerator out) throws IOException {
    newLine(out);
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
    out.writeRaw(depth > inlineBelow ? ", " : ",");
    newLine(out);
  }

  @Override
  public void writeEndArray(JsonGenerator out, int values) throws IOException {
    depth--;
    if (values > 0 && depth < inlineBelow) {
      newLine(out);
    }
    out.writeRaw(']');
  }
}
