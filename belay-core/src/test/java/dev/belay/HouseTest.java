package dev.belay;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/design.md: who may know whom. */
@AnalyzeClasses(
    packages = "dev.belay",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ImportOption.DoNotIncludeJars.class,
      ImportOption.DoNotIncludePackageInfos.class
    })
final class HouseTest {
  private static final String MODEL = "dev.belay.model..";
  private static final String ROWS = "dev.belay.rows..";
  private static final String ENGINE = "dev.belay.engine..";
  private static final String STORE = "dev.belay.store..";
  private static final String CRYPTO = "dev.belay.crypto..";
  private static final String REPOSITORY = "dev.belay.repository..";
  private static final String DIFF = "dev.belay.diff..";
  private static final String CONFIG = "dev.belay.config..";
  private static final String SNAPSHOT = "dev.belay.snapshot..";
  private static final String BACKUP = "dev.belay.backup..";
  private static final String RESTORE = "dev.belay.restore..";
  private static final String EXPORT = "dev.belay.export..";

  @ArchTest
  static final ArchRule model_is_pure_values =
      classes()
          .that()
          .resideInAPackage(MODEL)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(MODEL, "java..", "org.jspecify.."));

  @ArchTest
  static final ArchRule rows_know_only_the_model =
      classes()
          .that()
          .resideInAPackage(ROWS)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(ROWS, MODEL, "java..", "org.jspecify.."));

  @ArchTest
  static final ArchRule engines_know_rows_and_model_and_nothing_else_of_belay =
      withinBelay(ENGINE, ROWS, MODEL);

  @ArchTest
  static final ArchRule sql_is_spoken_by_engines_only =
      noClasses()
          .that(not(resideInAPackage(ENGINE)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql.."));

  @ArchTest
  static final ArchRule stores_hold_files_and_know_no_repository = withinBelay(STORE, MODEL);

  @ArchTest
  static final ArchRule crypto_seals_bytes_and_knows_no_repository = withinBelay(CRYPTO, MODEL);

  @ArchTest
  static final ArchRule the_repository_knows_bytes_and_ids_never_rows =
      withinBelay(REPOSITORY, STORE, CRYPTO, MODEL);

  @ArchTest
  static final ArchRule a_diff_compares_rows_wherever_they_come_from =
      withinBelay(DIFF, ENGINE, ROWS, MODEL);

  @ArchTest
  static final ArchRule matching_makes_a_dataset_of_a_dataset =
      withinBelay("dev.belay.match..", DIFF, ROWS, MODEL);

  @ArchTest
  static final ArchRule rules_make_a_dataset_of_a_dataset_in_the_engines_sql =
      withinBelay("dev.belay.rules..", DIFF, ENGINE, ROWS, MODEL);

  @ArchTest
  static final ArchRule configuration_is_read_without_doing_anything =
      withinBelay(CONFIG, MODEL, ENGINE, STORE, "dev.belay", "dev.belay.retention..");

  @ArchTest
  static final ArchRule a_snapshots_format_needs_repository_and_rows_but_no_database =
      noClasses()
          .that()
          .resideInAPackage(SNAPSHOT)
          .should()
          .dependOnClassesThat(resideInAnyPackage(ENGINE, STORE, CRYPTO, BACKUP, RESTORE));

  @ArchTest
  static final ArchRule files_are_no_rows_and_know_no_database =
      withinBelay("dev.belay.files..", SNAPSHOT, REPOSITORY, ROWS, MODEL);

  @ArchTest
  static final ArchRule backup_does_not_know_restore =
      noClasses()
          .that()
          .resideInAPackage(BACKUP)
          .should()
          .dependOnClassesThat(resideInAPackage(RESTORE));

  @ArchTest
  static final ArchRule restore_does_not_know_backup =
      noClasses()
          .that()
          .resideInAPackage(RESTORE)
          .should()
          .dependOnClassesThat(resideInAPackage(BACKUP));

  @ArchTest
  static final ArchRule retention_decides_on_values = withinBelay("dev.belay.retention..", MODEL);

  @ArchTest
  static final ArchRule export_does_not_know_backup_and_restore =
      noClasses()
          .that()
          .resideInAPackage(EXPORT)
          .should()
          .dependOnClassesThat(resideInAnyPackage(BACKUP, RESTORE, REPOSITORY, STORE, CRYPTO));

  @ArchTest
  static final ArchRule no_package_goes_round_in_a_circle =
      slices().matching("dev.belay.(**)").should().beFreeOfCycles();

  /** Of Belay, classes of the first package may know only these packages. */
  private static ArchRule withinBelay(String pattern, String... others) {
    return classes()
        .that()
        .resideInAPackage(pattern)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(others)
                .or(resideInAPackage(pattern))
                .or(not(resideInAPackage("dev.belay.."))));
  }
}
