/**
 * A safety snapshot before each migration: {@link dev.belay.migrations.FlywayGuard} for Flyway,
 * {@link dev.belay.migrations.LiquibaseGuard} for Liquibase. Neither of them comes along: an
 * application has the one that it migrates with.
 */
@NullMarked
package dev.belay.migrations;

import org.jspecify.annotations.NullMarked;
