package dev.belay.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.uuidType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.belay.export.FieldText;
import dev.belay.export.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values are written: each exactly, or not at all. Stateless, for any thread.
 *
 * @param name what people call the type
 * @param physical what Parquet stores
 * @param logical what that means; null for nothing more
 * @param length of a value's bytes, where all have the same; else 0
 * @param writer writes a value
 */
record Carrier(
    String name,
    PrimitiveTypeName physical,
    @Nullable LogicalTypeAnnotation logical,
    int length,
    Writer writer) {
  /** Writes a value that is not NULL; {@link Misfit} where the type has no place for it. */
  @FunctionalInterface
  interface Writer {
    void write(Value value, RecordConsumer to);
  }

  static final Carrier SMALL =
      new Carrier("INT(16)", INT32, intType(16, true), 0, (v, to) -> to.addInteger(small(v)));
  static final Carrier INTEGER =
      new Carrier("INT(32)", INT32, intType(32, true), 0, (v, to) -> to.addInteger(integer(v)));
  static final Carrier LONG =
      new Carrier("INT(64)", INT64, intType(64, true), 0, (v, to) -> to.addLong(whole(v)));
  static final Carrier REAL =
      new Carrier("DOUBLE", DOUBLE, null, 0, (v, to) -> to.addDouble(real(v)));
  static final Carrier SINGLE =
      new Carrier("FLOAT", FLOAT, null, 0, (v, to) -> to.addFloat(single(v)));
  static final Carrier FLAG =
      new Carrier("BOOLEAN", BOOLEAN, null, 0, (v, to) -> to.addBoolean(flag(v)));
  static final Carrier TEXT =
      new Carrier("text", BINARY, stringType(), 0, (v, to) -> to.addBinary(text(v)));
  static final Carrier BYTES =
      new Carrier("bytes", BINARY, null, 0, (v, to) -> to.addBinary(bytes(v)));
  static final Carrier ID =
      new Carrier("UUID", FIXED_LEN_BYTE_ARRAY, uuidType(), 16, (v, to) -> to.addBinary(uuid(v)));
  static final Carrier DAY =
      new Carrier(
          "DATE",
          INT32,
          LogicalTypeAnnotation.dateType(),
          0,
          (v, to) -> to.addInteger(PostgresTime.day(plain(v))));
  static final Carrier TIME =
      new Carrier(
          "TIME",
          INT64,
          timeType(false, TimeUnit.MICROS),
          0,
          (v, to) -> to.addLong(PostgresTime.time(plain(v))));
  static final Carrier LOCAL_MOMENT =
      new Carrier(
          "TIMESTAMP",
          INT64,
          timestampType(false, TimeUnit.MICROS),
          0,
          (v, to) -> to.addLong(PostgresTime.moment(plain(v), false)));
  static final Carrier MOMENT =
      new Carrier(
          "TIMESTAMP (UTC)",
          INT64,
          timestampType(true, TimeUnit.MICROS),
          0,
          (v, to) -> to.addLong(PostgresTime.moment(plain(v), true)));

  /** Decimal numbers of up to 38 digits, {@code scale} of them behind the point. */
  static Carrier decimal(int precision, int scale) {
    LogicalTypeAnnotation logical = decimalType(scale, precision);
    String name = "DECIMAL(%d,%d)".formatted(precision, scale);
    if (precision <= 9) {
      return new Carrier(
          name,
          INT32,
          logical,
          0,
          (v, to) -> to.addInteger(unscaled(v, precision, scale).intValueExact()));
    }
    if (precision <= 18) {
      return new Carrier(
          name,
          INT64,
          logical,
          0,
          (v, to) -> to.addLong(unscaled(v, precision, scale).longValueExact()));
    }
    int length = BigInteger.TEN.pow(precision).bitLength() / 8 + 1;
    return new Carrier(
        name,
        FIXED_LEN_BYTE_ARRAY,
        logical,
        length,
        (v, to) -> to.addBinary(extended(unscaled(v, precision, scale), length)));
  }

  /** The column of that name. Any value may be NULL. */
  PrimitiveType type(String column) {
    var type = Types.optional(physical).length(length);
    return (logical == null ? type : type.as(logical)).named(column);
  }

  void write(Value value, RecordConsumer to) {
    writer.write(value, to);
  }

  private static Misfit misfit(Value value) {
    if (value instanceof Value.BrokenText) {
      return new Misfit("text that is not UTF-8");
    }
    if (value instanceof Value.Bytes) {
      return new Misfit("bytes");
    }
    String text = FieldText.of(value);
    return new Misfit(text.length() > 40 ? text.substring(0, 40) + "…" : text);
  }

  private static long whole(Value value) {
    try {
      if (value instanceof Value.Whole number) {
        return Long.parseLong(number.digits());
      }
    } catch (NumberFormatException e) {
      throw misfit(value);
    }
    throw misfit(value);
  }

  private static int integer(Value value) {
    long number = whole(value);
    if (number != (int) number) {
      throw misfit(value);
    }
    return (int) number;
  }

  private static int small(Value value) {
    int number = integer(value);
    if (number != (short) number) {
      throw misfit(value);
    }
    return number;
  }

  /** An integer, too, where there is a number of that very value. */
  private static double real(Value value) {
    if (value instanceof Value.Real number) {
      return Double.parseDouble(number.text());
    }
    long number = whole(value);
    if (Math.abs(number) > 1L << 53) {
      throw misfit(value);
    }
    return number;
  }

  private static float single(Value value) {
    if (value instanceof Value.Real number) {
      return Float.parseFloat(number.text());
    }
    throw misfit(value);
  }

  private static boolean flag(Value value) {
    if (value instanceof Value.Flag flag) {
      return flag.value();
    }
    throw misfit(value);
  }

  private static BigInteger unscaled(Value value, int precision, int scale) {
    try {
      if (value instanceof Value.Decimal number) {
        BigDecimal exact = new BigDecimal(number.text()).setScale(scale, RoundingMode.UNNECESSARY);
        if (exact.precision() <= precision) {
          return exact.unscaledValue();
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw misfit(value);
    }
    throw misfit(value);
  }

  /** Two's complement in so many bytes, the highest first. */
  private static Binary extended(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] all = new byte[length];
    Arrays.fill(all, 0, length - bytes.length, (byte) (number.signum() < 0 ? -1 : 0));
    System.arraycopy(bytes, 0, all, length - bytes.length, bytes.length);
    return Binary.fromConstantByteArray(all);
  }

  private static Binary text(Value value) {
    if (value instanceof Value.BrokenText) {
      throw misfit(value);
    }
    return Binary.fromString(FieldText.of(value));
  }

  /** Text, too: its own bytes. */
  private static Binary bytes(Value value) {
    if (value instanceof Value.Bytes bytes) {
      return Binary.fromConstantByteArray(bytes.bytes());
    }
    if (value instanceof Value.BrokenText broken) {
      return Binary.fromConstantByteArray(broken.bytes());
    }
    return text(value);
  }

  private static String plain(Value value) {
    if (value instanceof Value.Text text) {
      return text.text();
    }
    throw misfit(value);
  }

  private static Binary uuid(Value value) {
    String text = plain(value);
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return Binary.fromConstantByteArray(bytes.array());
      }
    } catch (IllegalArgumentException e) {
      throw misfit(value);
    }
    throw misfit(value);
  }
}
