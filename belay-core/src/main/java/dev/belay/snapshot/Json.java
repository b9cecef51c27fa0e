package dev.belay.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How Belay's own records are written as JSON: snake_case, RFC 3339 times, unknown fields ignored
 * on reading.
 */
public final class Json {
  /** Thread-safe. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  /** Found out once for each kind of record: a manifest may hold a hundred thousand of one. */
  private static final ClassValue<List<Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents())
              .filter(component -> !component.getType().isPrimitive())
              .map(RecordComponent::getAccessor)
              .peek(accessor -> accessor.setAccessible(true))
              .toList();
        }
      };

  private Json() {}

  /**
   * What was read, if it and all records in it are whole: Jackson leaves null what a document does
   * not say, and no record of Belay's means anything by it.
   */
  public static <T> T whole(@Nullable T value) throws JsonMappingException {
    if (value == null) {
      throw missing("null stands where something should");
    }
    String hole = hole(value);
    if (hole != null) {
      throw missing(hole + " is missing");
    }
    return value;
  }

  /** The path to something that is not there; null where all is. */
  private static @Nullable String hole(Object value) {
    if (value instanceof Record) {
      for (Method accessor : ACCESSORS.get(value.getClass())) {
        Object part = part(value, accessor);
        String hole = part == null ? "" : hole(part);
        if (hole != null) {
          return accessor.getName() + (hole.isEmpty() ? "" : "." + hole);
        }
      }
    } else if (value instanceof Iterable<?> list) {
      return hole(list);
    } else if (value instanceof Map<?, ?> map) {
      return hole(map.values());
    } else if (value instanceof Optional<?> optional && optional.isPresent()) {
      return hole(optional.get());
    }
    return null;
  }

  private static @Nullable String hole(Iterable<?> list) {
    for (Object element : list) {
      String hole = hole(element);
      if (hole != null) {
        return hole;
      }
    }
    return null;
  }

  private static @Nullable Object part(Object record, Method accessor) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record has accessors", e);
    }
  }

  private static JsonMappingException missing(String what) {
    return JsonMappingException.from((DeserializationContext) null, what);
  }
}
