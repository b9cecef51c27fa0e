package dev.belay.store;

class MemoryStoreTest extends StoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  Store newStore() {
    return store;
  }
}
