package dev.belay.parquet;

import dev.belay.export.ExportRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Makes the writer of a file. What it holds in memory does not grow with the table: a row group
 * ends at {@value #ROW_GROUP} bytes, which are counted after each row, and the columns share
 * {@value #DICTIONARIES} bytes for what they look up.
 */
final class ParquetFile {
  private static final long ROW_GROUP = 32 << 20;
  private static final int DICTIONARIES = 4 << 20;
  private static final int DICTIONARY = 256 << 10;

  private ParquetFile() {}

  /** Begins a file, which is not there yet. Closing the writer ends it. */
  static ParquetWriter<ExportRows> create(Path file, TablePlan plan, Map<String, String> facts)
      throws IOException {
    Builder builder =
        new Builder(file, new Rows(plan))
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP)
            .withDictionaryPageSize(Math.min(DICTIONARY, DICTIONARIES / plan.columns().size()))
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .withStatisticsEnabled(false)
            .withExtraMetaData(facts);
    for (PrimitiveType column : plan.types()) {
      // The least and the greatest value of each page are kept whole until the row group ends.
      builder.withStatisticsEnabled(
          column.getName(), column.getPrimitiveTypeName() != PrimitiveTypeName.BINARY);
    }
    return builder.build();
  }

  private static final class Builder extends ParquetWriter.Builder<ExportRows, Builder> {
    private final Rows rows;

    Builder(Path file, Rows rows) {
      super(new LocalOutputFile(file));
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    protected WriteSupport<ExportRows> getWriteSupport(Configuration configuration) {
      return rows;
    }

    @Override
    protected WriteSupport<ExportRows> getWriteSupport(ParquetConfiguration configuration) {
      return rows;
    }
  }

  /** Gives rows to the file. */
  private static final class Rows extends WriteSupport<ExportRows> {
    private final TablePlan plan;
    private RecordConsumer to = Nowhere.INSTANCE;

    Rows(TablePlan plan) {
      this.plan = plan;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public WriteContext init(Configuration configuration) {
      return new WriteContext(plan.schema(), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(plan.schema(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      to = consumer;
    }

    @Override
    public void write(ExportRows rows) {
      plan.write(rows, to);
    }
  }
}
