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
import java.util.Map;
import java.util.Optional;
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

  private Json() {}

  /**
   * What was read, if it and all records in it are whole: Jackson leaves null what a document does
   * not say, and no record of Belay's means anything by it.
   */
  public static <T> T whole(@Nullable T value) throws JsonMappingException {
    if (value == null) {
      throw missing("null stands where something should");
    }
    require(value, "");
    return value;
  }

  private static void require(Object value, String path) throws JsonMappingException {
    if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        require(component, value, path);
      }
    } else if (value instanceof Iterable<?> list) {
      for (Object element : list) {
        require(element, path);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Object element : map.values()) {
        require(element, path);
      }
    } else if (value instanceof Optional<?> optional && optional.isPresent()) {
      require(optional.get(), path);
    }
  }

  private static void require(RecordComponent component, Object record, String path)
      throws JsonMappingException {
    String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
    if (component.getType().isPrimitive()) {
      return;
    }
    Object value;
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      value = accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record has accessors", e);
    }
    if (value == null) {
      throw missing(name + " is missing");
    }
    require(value, name);
  }

  private static JsonMappingException missing(String what) {
    return JsonMappingException.from((DeserializationContext) null, what);
  }
}
