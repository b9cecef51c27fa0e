package dev.belay.store;

class MemoryStoreTest extends StoreContract {
  @Override
  Store newStore() {
    return new MemoryStore();
  }
}
