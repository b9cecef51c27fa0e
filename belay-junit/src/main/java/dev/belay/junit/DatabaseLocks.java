package dev.belay.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** One lock for each database that a class or method names. */
final class DatabaseLocks implements ResourceLocksProvider {
  @Override
  public Set<Lock> provideForClass(Class<?> testClass) {
    return AnnotationSupport.findAnnotation(testClass, BelayDatabase.class).stream()
        .map(DatabaseLocks::lock)
        .collect(Collectors.toSet());
  }

  @Override
  public Set<Lock> provideForNestedClass(List<Class<?>> enclosing, Class<?> testClass) {
    return AnnotationSupport.findAnnotation(testClass, BelayDatabase.class, enclosing).stream()
        .map(DatabaseLocks::lock)
        .collect(Collectors.toSet());
  }

  @Override
  public Set<Lock> provideForMethod(
      List<Class<?>> enclosing, Class<?> testClass, Method testMethod) {
    AnnotatedElement method = testMethod;
    return Stream.concat(
            AnnotationSupport.findAnnotation(method, BelayDatabase.class).stream(),
            AnnotationSupport.findAnnotation(testClass, BelayDatabase.class, enclosing).stream())
        .map(DatabaseLocks::lock)
        .collect(Collectors.toSet());
  }

  private static Lock lock(BelayDatabase database) {
    return new Lock("belay " + Sessions.key(database.value()));
  }
}
