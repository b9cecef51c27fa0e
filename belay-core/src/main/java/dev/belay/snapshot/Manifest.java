package dev.belay.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.model.BelayException;
import dev.belay.model.Catalog;
import dev.belay.model.Counter;
import dev.belay.model.ErrorCode;
import dev.belay.model.StoredFiles;
import dev.belay.model.Table;
import dev.belay.model.TableName;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code belay.json} in a snapshot's tree says.
 *
 * @param format version of this format: {@value #FORMAT}, or {@value #FORMAT_OF_CONDITIONS} where
 *     only some rows of a table are here
 * @param tool the program that wrote it
 * @param time when the snapshot's moment was
 * @param database the database's name
 * @param address where it was, without secrets
 * @param type {@code manual}, {@code safety}, …
 * @param description what the person wrote
 * @param createdBy who took it
 * @param tags the person's tags
 * @param selection which tables were asked for
 * @param catalog the structure of the stored rows
 * @param tables the stored tables
 * @param counters where the counters stood
 * @param noSchema why there is no DDL; empty where there is
 * @param warnings what was to be known about that moment
 * @param files files and directories beside the tables
 */
public record Manifest(
    int format,
    String tool,
    OffsetDateTime time,
    String database,
    String address,
    String type,
    String description,
    String createdBy,
    List<String> tags,
    SelectionNote selection,
    Catalog catalog,
    List<StoredTable> tables,
    List<Counter> counters,
    String noSchema,
    List<String> warnings,
    List<StoredFiles> files) {
  /** The version that this program writes. */
  public static final int FORMAT = 1;

  /**
   * The version of a snapshot that has only some rows of a table: a program that knows nothing of
   * conditions would take the others for deleted ones.
   */
  public static final int FORMAT_OF_CONDITIONS = 2;

  public Manifest {
    tags = List.copyOf(tags);
    tables = List.copyOf(tables);
    counters = List.copyOf(counters);
    warnings = List.copyOf(warnings);
    // Manifests from before there were files do not have the field.
    files = files == null ? List.of() : List.copyOf(files);
  }

  /** Without files beside the tables. */
  public Manifest(
      int format,
      String tool,
      OffsetDateTime time,
      String database,
      String address,
      String type,
      String description,
      String createdBy,
      List<String> tags,
      SelectionNote selection,
      Catalog catalog,
      List<StoredTable> tables,
      List<Counter> counters,
      String noSchema,
      List<String> warnings) {
    this(
        format,
        tool,
        time,
        database,
        address,
        type,
        description,
        createdBy,
        tags,
        selection,
        catalog,
        tables,
        counters,
        noSchema,
        warnings,
        List.of());
  }

  /** Reads what {@link #json} wrote; DAMAGED or UNSUPPORTED for anything else. */
  public static Manifest parse(byte[] json) {
    try {
      int format = format(json);
      if (format > FORMAT_OF_CONDITIONS) {
        throw new BelayException(
            ErrorCode.UNSUPPORTED,
            "the snapshot's format is %d; this program knows up to %d"
                .formatted(format, FORMAT_OF_CONDITIONS),
            "use a newer version of Belay");
      }
      return Json.whole(Json.MAPPER.readValue(json, Manifest.class));
    } catch (IOException e) {
      throw new BelayException(
          ErrorCode.DAMAGED,
          "belay.json is not a manifest: " + e.getMessage(),
          "run 'belay check --read-data'",
          e);
    }
  }

  /** Found without the rest, which is large where there are many tables; 0 where there is none. */
  private static int format(byte[] json) throws IOException {
    try (JsonParser parser = Json.MAPPER.createParser(json)) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("format");
        parser.nextToken();
        if (found) {
          return parser.getValueAsInt(0);
        }
        parser.skipChildren();
      }
      return 0;
    }
  }

  /** As JSON, indented for people. */
  public byte[] json() {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (IOException e) {
      throw new IllegalStateException("a manifest can always be written", e);
    }
  }

  /** Rows over all tables. */
  public long rows() {
    return tables.stream().mapToLong(StoredTable::rows).sum();
  }

  /** Bytes of COPY text over all tables. */
  public long bytes() {
    return tables.stream().mapToLong(StoredTable::bytes).sum();
  }

  /** Of which tables not all rows were asked for, with the condition in the engine's SQL. */
  public Map<TableName, String> where() {
    if (selection.rows().isEmpty()) {
      return Map.of();
    }
    Map<TableName, String> where = new LinkedHashMap<>();
    for (Table table : catalog.tables()) {
      selection.rows().entrySet().stream()
          .filter(e -> table.name().matches(e.getKey()))
          .forEach(e -> where.put(table.name(), e.getValue()));
    }
    return where;
  }

  /**
   * What was asked for.
   *
   * @param tables only these; empty for all
   * @param excludeTables all but these
   * @param profile the profile that chose them; empty for none
   * @param rows which rows of a table, where not all
   * @param excludeColumns columns that were left out, by table; the catalog does not have them
   */
  public record SelectionNote(
      List<String> tables,
      List<String> excludeTables,
      String profile,
      Map<String, String> rows,
      Map<String, List<String>> excludeColumns) {
    /** Manifests from before there were profiles have the first two only. */
    public SelectionNote {
      tables = List.copyOf(tables);
      excludeTables = List.copyOf(excludeTables);
      profile = profile == null ? "" : profile;
      rows = rows == null ? Map.of() : new TreeMap<>(rows);
      excludeColumns = excludeColumns == null ? Map.of() : new TreeMap<>(excludeColumns);
    }

    /** Chosen by name. */
    public SelectionNote(List<String> tables, List<String> excludeTables) {
      this(tables, excludeTables, "", Map.of(), Map.of());
    }

    /** The version of a manifest with it. */
    public int format() {
      return rows.isEmpty() ? FORMAT : FORMAT_OF_CONDITIONS;
    }

    /** Whether nothing was left out by choice. */
    public boolean whole() {
      return tables.isEmpty() && excludeTables.isEmpty() && profile.isEmpty();
    }
  }

  /**
   * A table whose rows the snapshot holds.
   *
   * @param table its name
   * @param directory its directory in the tree
   * @param rows how many rows
   * @param bytes their size as COPY text
   * @param digest the rows' digest, see {@code TableDigest}
   * @param parts in how many files the base lies: 1, or more for a very large table
   * @param layers the layers on top of the base, in order: none, or one file {@code 1} beside each
   *     part of the base that has changes
   */
  public record StoredTable(
      TableName table,
      String directory,
      long rows,
      long bytes,
      String digest,
      int parts,
      List<String> layers) {
    public StoredTable {
      layers = List.copyOf(layers);
    }
  }
}
