package dev.belay.remote.s3;

import dev.belay.store.Store;
import dev.belay.store.StoreOptions;
import dev.belay.store.StoreProvider;
import java.util.Set;

/** Repositories at {@code s3:}. */
public final class S3StoreProvider implements StoreProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("s3");
  }

  @Override
  public Set<String> options() {
    return S3Options.NAMES;
  }

  @Override
  public Store open(String location, StoreOptions options) {
    S3Address address = S3Address.parse(location);
    S3Options s3 = S3Options.of(address, options);
    return new S3Store(address, s3, () -> S3Clients.open(address, s3, options));
  }
}
