package dev.belay.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Puts a database back after each test of the class, its nested classes included, or after the one
 * test that it stands on. A test may have a parameter of type {@link BelayExtension} to ask what it
 * changed. Where tests run in parallel, those that name the same database run one after the other.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AnnotatedDatabase.class)
@ResourceLock(providers = DatabaseLocks.class)
public @interface BelayDatabase {
  /** The path of a SQLite file, or {@code postgresql://user@host:5432/name}. */
  String value();

  /** Only these tables; empty for all. */
  String[] tables() default {};

  /** Whether a test that fails prints which rows it changed. */
  boolean printChanges() default false;
}
