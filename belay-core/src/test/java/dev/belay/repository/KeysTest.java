package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.crypto.Secret;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.store.FileKind;
import dev.belay.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final MemoryStore store = new MemoryStore();

  @Test
  void aNewRepositoryHasOneKeyAndAnId() {
    try (Repository created = Repositories.create(store);
        Repository opened = Repositories.open(store)) {
      assertThat(opened.id()).matches("[0-9a-f]{64}").isEqualTo(created.id());
      assertThat(opened.keys())
          .singleElement()
          .satisfies(
              key -> {
                assertThat(key.current()).isTrue();
                assertThat(key.username()).isEqualTo("tester");
                assertThat(key.hostname()).isEqualTo("testhost");
              });
    }
  }

  @Test
  void thereIsNoRepositoryWhereNoneWasMade() {
    assertThat(Repository.exists(store)).isFalse();
    assertFails(() -> Repositories.open(store), ErrorCode.NOT_FOUND, "no repository in memory");
  }

  @Test
  void aSecondRepositoryIsNotMadeInTheSamePlace() {
    Repositories.create(store).close();

    assertFails(() -> Repositories.create(store), ErrorCode.REFUSED, "already a repository");
    Repositories.open(store).close();
  }

  @Test
  void aWrongPasswordIsToldFromDamage() throws Exception {
    Repositories.create(store).close();
    try (Secret wrong = Secret.ofPassword("wrong".toCharArray())) {
      assertFails(
          () -> Repository.open(store, wrong, Repositories.environment()),
          ErrorCode.WRONG_KEY,
          "which has 1 key");
    }

    String name = keys().get(0);
    byte[] json = store.read(FileKind.KEY, name);
    json[json.length / 2] ^= 1;
    store.damage(FileKind.KEY, name, json);
    assertFails(() -> Repositories.open(store), ErrorCode.DAMAGED, "key file " + name);

    store.delete(FileKind.KEY, name);
    assertFails(() -> Repositories.open(store), ErrorCode.DAMAGED, "no key files");
  }

  @Test
  void aDamagedConfigIsToldFromAWrongPassword() throws Exception {
    Repositories.create(store).close();
    byte[] config = store.read(FileKind.CONFIG, FileKind.CONFIG_NAME);
    config[20] ^= 4;
    store.damage(FileKind.CONFIG, FileKind.CONFIG_NAME, config);

    assertFails(() -> Repositories.open(store), ErrorCode.DAMAGED, "config of memory is damaged");
  }

  @Test
  void nothingIsCreatedOverDataWhoseConfigIsLost() {
    try (Repository repository = Repositories.create(store)) {
      Repositories.backup(repository, new byte[10]);
    }
    store.delete(FileKind.CONFIG, FileKind.CONFIG_NAME);

    assertFails(() -> Repositories.create(store), ErrorCode.DAMAGED, "config is missing");
  }

  @Test
  void whatAKilledCreationLeftIsInNobodysWay() throws Exception {
    Repositories.create(store).close();
    String leftover = keys().get(0);
    store.delete(FileKind.CONFIG, FileKind.CONFIG_NAME);

    Repositories.create(store).close();

    assertThat(keys()).hasSize(1).doesNotContain(leftover);
    Repositories.open(store).close();
  }

  @Test
  void keysComeAndGoAndNoDataIsWrittenAgain() throws Exception {
    byte[] rows = Repositories.noise(3, 1000);
    try (Repository repository = Repositories.create(store);
        Secret second = Secret.ofPassword("second".toCharArray())) {
      SnapshotId snapshot = Repositories.backup(repository, rows);
      String first = keys().get(0);
      String added = repository.addKey(second, Repositories.CHEAP).id();

      assertThat(repository.findKey(added.substring(0, 20))).isEqualTo(added);
      assertFails(() -> repository.findKey("xyz"), ErrorCode.NOT_FOUND, "no key begins with xyz");
      assertFails(() -> repository.findKey(""), ErrorCode.AMBIGUOUS, "several keys begin with");
      repository.removeKey(first, added);

      assertThat(keys()).containsExactly(added);
      assertFails(() -> Repositories.open(store), ErrorCode.WRONG_KEY, "which has 1 key");
      try (Repository again = Repository.open(store, second, Repositories.environment())) {
        assertThat(again.id()).isEqualTo(repository.id());
        assertThat(Repositories.content(again, snapshot)).isEqualTo(rows);
      }
    }
  }

  @Test
  void noKeyGoesUnlessAnotherIsThereAndWhole() throws Exception {
    try (Repository repository = Repositories.create(store);
        Secret second = Secret.ofPassword("second".toCharArray())) {
      String first = keys().get(0);
      String added = repository.addKey(second, Repositories.CHEAP).id();
      byte[] json = store.read(FileKind.KEY, added);
      json[json.length / 2] ^= 1;
      store.damage(FileKind.KEY, added, json);
      assertFails(
          () -> repository.removeKey(first, added), ErrorCode.REFUSED, "is gone or damaged");

      assertThat(repository.damagedKeys()).containsExactly(added);
      assertThat(repository.keys()).extracting(RepositoryKeyInfo::id).containsExactly(first);
      assertThat(repository.check(false, new CheckListener() {}).problems())
          .extracting(CheckProblem::where)
          .containsExactly("key " + added);
      repository.removeKey(repository.findKey(added), first);
      assertThat(repository.damagedKeys()).isEmpty();
      assertFails(
          () -> repository.removeKey(first, added), ErrorCode.REFUSED, "is gone or damaged");
      assertThat(keys()).containsExactly(first);
    }
    Repositories.open(store).close();
  }

  private List<String> keys() throws Exception {
    List<String> names = new ArrayList<>();
    store.list(FileKind.KEY, (name, size) -> names.add(name));
    return names;
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BelayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
