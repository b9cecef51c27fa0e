package dev.belay.junit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Does for an annotation what a {@link BelayExtension} in a field does. */
final class AnnotatedDatabase
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(AnnotatedDatabase.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    database(context).beforeAll(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    database(context).beforeEach(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    database(context).afterEach(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database(context).afterAll(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BelayExtension.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return database(context);
  }

  /** The same one for all tests that the same annotation stands for. */
  @SuppressWarnings("deprecation") // JUnit 5 has no other
  private static BelayExtension database(ExtensionContext context) {
    BelayDatabase wanted =
        annotation(context)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        "no @BelayDatabase on the class or method"));
    return Objects.requireNonNull(
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(wanted, AnnotatedDatabase::extension, BelayExtension.class));
  }

  private static BelayExtension extension(BelayDatabase wanted) {
    BelayExtension extension = BelayExtension.of(wanted.value()).tables(wanted.tables());
    return wanted.printChanges() ? extension.printChanges() : extension;
  }

  private static Optional<BelayDatabase> annotation(ExtensionContext context) {
    Optional<BelayDatabase> own =
        context
            .getTestMethod()
            .flatMap(method -> AnnotationSupport.findAnnotation(method, BelayDatabase.class));
    if (own.isPresent()) {
      return own;
    }
    List<Class<?>> enclosing = context.getEnclosingTestClasses();
    return AnnotationSupport.findAnnotation(
        context.getRequiredTestClass(), BelayDatabase.class, enclosing);
  }
}
