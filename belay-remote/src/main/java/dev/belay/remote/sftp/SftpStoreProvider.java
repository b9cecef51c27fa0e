package dev.belay.remote.sftp;

import dev.belay.store.Store;
import dev.belay.store.StoreOptions;
import dev.belay.store.StoreProvider;
import java.util.Set;

/** Repositories at {@code sftp:}. */
public final class SftpStoreProvider implements StoreProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("sftp");
  }

  @Override
  public Set<String> options() {
    return SftpOptions.NAMES;
  }

  @Override
  public Store open(String location, StoreOptions options) {
    SftpAddress address = SftpAddress.parse(location);
    return new SftpStore(address, new SftpConnection(address, SftpOptions.of(options)));
  }
}
