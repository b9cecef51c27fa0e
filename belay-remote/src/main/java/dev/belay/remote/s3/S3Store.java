package dev.belay.remote.s3;

import dev.belay.remote.Layout;
import dev.belay.store.Content;
import dev.belay.store.Draft;
import dev.belay.store.FileKind;
import dev.belay.store.SpooledDraft;
import dev.belay.store.Store;
import dev.belay.store.StoreException;
import dev.belay.store.Traits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A repository in a bucket. The client is made when it is first needed. */
final class S3Store implements Store {
  private final S3Address address;
  private final S3Options options;
  private final Supplier<S3Client> clients;
  private final S3Upload upload;
  private @Nullable S3Client client;
  private volatile boolean bucketMade;
  private volatile boolean keepsRemoved;

  S3Store(S3Address address, S3Options options, Supplier<S3Client> clients) {
    this(address, options, clients, Clock.systemUTC());
  }

  /**
   * @param clock from when objects are retained
   */
  S3Store(S3Address address, S3Options options, Supplier<S3Client> clients, Clock clock) {
    this.address = address;
    this.options = options;
    this.clients = clients;
    this.upload = new S3Upload(address, options, clock);
  }

  private synchronized S3Client client() throws IOException {
    S3Client opened = client;
    if (opened == null) {
      try {
        opened = clients.get();
      } catch (SdkException e) {
        throw S3Failures.translated("open " + location(), e);
      }
      client = opened;
    }
    return opened;
  }

  @Override
  public String location() {
    return address.toString();
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  /** Makes the bucket where there is none, as restic does. */
  @Override
  public void initialize() throws IOException {
    try {
      client().headBucket(b -> b.bucket(address.bucket()));
    } catch (SdkException e) {
      IOException failure = S3Failures.translated("find bucket " + address.bucket(), e);
      if (!(failure instanceof NoSuchFileException)) {
        throw failure;
      }
      createBucket();
    }
  }

  private void createBucket() throws IOException {
    try {
      client()
          .createBucket(
              b -> {
                b.bucket(address.bucket());
                if (address.amazon() && !options.region().equals("us-east-1")) {
                  b.createBucketConfiguration(c -> c.locationConstraint(options.region()));
                }
              });
      bucketMade = true;
    } catch (SdkException e) {
      throw S3Failures.translated("create bucket " + address.bucket(), e);
    }
  }

  @Override
  public Optional<String> made() {
    return bucketMade ? Optional.of("bucket " + address.bucket()) : Optional.empty();
  }

  @Override
  public void list(FileKind kind, Listing listing) throws IOException {
    String prefix = address.key(Layout.prefix(kind));
    String action = "list " + location() + "/" + Layout.prefix(kind);
    @Nullable String next = null;
    do {
      ListObjectsV2Request.Builder request =
          ListObjectsV2Request.builder()
              .bucket(address.bucket())
              .prefix(prefix)
              .maxKeys(options.pageSize());
      if (next != null) {
        request.continuationToken(next);
      }
      ListObjectsV2Response page;
      try {
        page = client().listObjectsV2(request.build());
      } catch (SdkException e) {
        throw S3Failures.translated(action, e);
      }
      for (S3Object object : page.contents()) {
        String name = Layout.name(object.key());
        if (kind.accepts(name) && object.key().equals(key(kind, name))) {
          listing.file(name, object.size());
        }
      }
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (next != null);
  }

  @Override
  public byte[] read(FileKind kind, String name) throws IOException {
    String action = "read " + describe(kind, name);
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(address.bucket()).key(key(kind, name)).build();
    try (ResponseInputStream<GetObjectResponse> in = client().getObject(request)) {
      long length = in.response().contentLength();
      byte[] content = in.readNBytes(Math.toIntExact(length));
      return whole(content, (int) length, action);
    } catch (SdkException e) {
      throw S3Failures.translated(action, e);
    } catch (IOException e) {
      throw cutOff(action, e);
    }
  }

  @Override
  public void readRange(
      FileKind kind, String name, long offset, byte[] target, int targetOffset, int length)
      throws IOException {
    String action = "read " + describe(kind, name);
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(address.bucket())
            .key(key(kind, name))
            .range("bytes=" + offset + "-" + (offset + Math.max(1, length) - 1))
            .build();
    try (ResponseInputStream<GetObjectResponse> in = client().getObject(request)) {
      String part = in.response().contentRange();
      if (part == null || !part.startsWith("bytes " + offset + "-")) {
        in.abort();
        throw new StoreException(
            StoreException.Kind.UNABLE, action + ": the server ignores ranges", "");
      }
      if (in.response().contentLength() < length) {
        in.abort();
        throw new EOFException(action + " ends before " + (offset + length));
      }
      if (in.readNBytes(target, targetOffset, length) < length) {
        throw new IOException("the answer was cut off");
      }
    } catch (SdkException e) {
      throw S3Failures.translated(action, e);
    } catch (StoreException | EOFException e) {
      throw e;
    } catch (IOException e) {
      throw cutOff(action, e);
    }
  }

  private static byte[] whole(byte[] content, int length, String action) throws IOException {
    if (content.length < length) {
      throw new IOException(action + ": the answer was cut off");
    }
    return content;
  }

  private static IOException cutOff(String action, IOException e) {
    return StoreException.passing(action + ": " + e.getMessage(), e);
  }

  @Override
  public long size(FileKind kind, String name) throws IOException {
    try {
      return client()
          .headObject(b -> b.bucket(address.bucket()).key(key(kind, name)))
          .contentLength();
    } catch (SdkException e) {
      throw S3Failures.translated("find " + describe(kind, name), e);
    }
  }

  @Override
  public boolean exists(FileKind kind, String name) throws IOException {
    try {
      size(kind, name);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public Draft draft(FileKind kind) {
    return new SpooledDraft((name, content) -> put(kind, name, content));
  }

  @Override
  public void put(FileKind kind, String name, Content content) throws IOException {
    S3Upload.Target target = new S3Upload.Target(kind, key(kind, name), describe(kind, name));
    upload.put(client(), target, content, () -> exists(kind, name));
  }

  @Override
  public void delete(FileKind kind, String name) throws IOException {
    String key = key(kind, name);
    try {
      DeleteObjectResponse answer = client().deleteObject(b -> b.bucket(address.bucket()).key(key));
      keepsRemoved |= Boolean.TRUE.equals(answer.deleteMarker());
    } catch (SdkException e) {
      IOException failure = S3Failures.translated("delete " + describe(kind, name), e);
      if (!(failure instanceof NoSuchFileException)) {
        throw failure;
      }
    }
  }

  @Override
  public boolean keepsRemoved() {
    return keepsRemoved;
  }

  private String key(FileKind kind, String name) {
    return address.key(Layout.path(kind, name));
  }

  private String describe(FileKind kind, String name) {
    return location() + "/" + Layout.path(kind, name);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
