package dev.belay.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * A store in front of another one in which every file is written as a draft, so that a subclass
 * sees each of them in one way.
 */
public abstract class DraftedStore extends ForwardingStore {
  protected DraftedStore(Store store) {
    super(store);
  }

  /** Comes before each part of a file. */
  protected void appending() throws IOException {}

  /** Commits a file. */
  protected void commit(FileKind kind, String name, Draft draft) throws IOException {
    draft.commit(name);
  }

  @Override
  public final void write(FileKind kind, String name, byte[] content) throws IOException {
    put(kind, name, Content.of(content));
  }

  @Override
  public final void put(FileKind kind, String name, Content content) throws IOException {
    try (Draft draft = draft(kind);
        InputStream in = content.open()) {
      byte[] bytes = in.readAllBytes();
      draft.append(bytes, 0, bytes.length);
      draft.commit(name);
    }
  }

  @Override
  public final Draft draft(FileKind kind) throws IOException {
    Draft draft = store.draft(kind);
    return new Draft() {
      @Override
      public void append(byte[] bytes, int offset, int length) throws IOException {
        appending();
        draft.append(bytes, offset, length);
      }

      @Override
      public long length() {
        return draft.length();
      }

      @Override
      public void commit(String name) throws IOException {
        DraftedStore.this.commit(kind, name, draft);
      }

      @Override
      public void close() throws IOException {
        draft.close();
      }
    };
  }
}
