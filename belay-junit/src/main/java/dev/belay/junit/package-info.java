/**
 * Puts a database back after each test: {@link dev.belay.junit.BelayDatabase} on a class or method,
 * {@link dev.belay.junit.BelayExtension} in a field. Needs JUnit 5.12 or later, or 6.
 */
@NullMarked
package dev.belay.junit;

import org.jspecify.annotations.NullMarked;
