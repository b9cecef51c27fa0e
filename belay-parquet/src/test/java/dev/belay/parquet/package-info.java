@org.jspecify.annotations.NullMarked
package dev.belay.parquet;
