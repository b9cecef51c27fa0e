/**
 * Exports as Apache Parquet. A module of its own, because the library that writes it is larger than
 * all else that Belay brings for exports; found as a {@link dev.belay.export.Format}.
 */
@org.jspecify.annotations.NullMarked
package dev.belay.parquet;
