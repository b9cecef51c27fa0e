package dev.belay.config;

import dev.belay.RepositoryPassword;
import dev.belay.model.BelayException;
import dev.belay.model.ErrorCode;
import dev.belay.model.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The key that Belay makes for a repository when nobody chose a password: 256 random bits, written
 * as base64url on one line, in a file that restic takes as {@code --password-file} too.
 */
public final class KeyFile implements RepositoryPassword {
  private static final int RANDOM_BYTES = 32;
  private static final Pattern MADE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Path file;
  private final String repository;
  private final SecureRandom random;
  private final Consumer<Path> made;

  /**
   * @param file where the key is or will be
   * @param repository the repository that it opens
   * @param made told once when a key was made
   */
  public KeyFile(Path file, String repository, SecureRandom random, Consumer<Path> made) {
    this.file = file;
    this.repository = repository;
    this.random = random;
    this.made = made;
  }

  /**
   * The name of a repository's key file: the name of the directory that it is for, to be recognised
   * by people, and a hash of its absolute path, to be its own.
   */
  public static String nameFor(Path repository) {
    Path real = real(repository.toAbsolutePath().normalize());
    String place = "";
    for (Path part : real) {
      String name = part.toString();
      if (!name.equals(".belay") && !name.equals("repo")) {
        place = name;
      }
    }
    String readable = place.replaceAll("[^A-Za-z0-9._-]", "_");
    return (readable.isEmpty() ? "" : readable + "-") + hash(real.toString()) + ".key";
  }

  /** The name of the key file of a repository that is not on this machine's disk. */
  public static String nameForAddress(String location) {
    String place = location.replaceAll("/+$", "");
    place = place.substring(Math.max(place.lastIndexOf('/'), place.lastIndexOf(':')) + 1);
    return place.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + hash(location) + ".key";
  }

  @Override
  public char[] get(boolean creating) throws IOException {
    Path keys = (Files.exists(file) ? file.toRealPath() : file.toAbsolutePath()).getParent();
    if (keys != null && Files.isDirectory(keys)) {
      PrivateFiles.clear(keys);
    }
    if (!Files.exists(file)) {
      if (!creating) {
        throw new BelayException(
            ErrorCode.WRONG_KEY,
            "the key of the repository %s is missing: it should be in %s"
                .formatted(repository, file),
            "put your copy of the key there, or name it in BELAY_PASSWORD_FILE"
                + " (where the repository was moved, the key still has the name of its old place)");
      }
      make();
    }
    return new FileSecret(file).read();
  }

  @Override
  public String called() {
    return "the key that Belay keeps in " + file;
  }

  /** A password that a person put in its place may be of any strength. */
  @Override
  public boolean random() {
    if (!Files.exists(file)) {
      return true; // it will be made
    }
    char[] text = new char[0];
    try {
      text = new FileSecret(file).read();
      return MADE.matcher(CharBuffer.wrap(text)).matches();
    } catch (IOException e) {
      return false;
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  @Override
  public Optional<Path> replace(char[] password) throws IOException {
    byte[] line = line(password);
    try {
      // What is read back loses the white space around it.
      if (!Arrays.equals(SecretText.of(line.clone(), "the new password"), password)) {
        throw new IOException("a password with white space around it can't be kept in " + file);
      }
      PrivateFiles.replace(file, line);
      return Optional.of(file);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private static byte[] line(char[] password) throws IOException {
    byte[] room = new byte[4 * password.length + 1];
    ByteBuffer text = ByteBuffer.wrap(room);
    CoderResult result =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(password), text, true);
    if (result.isError()) {
      result.throwException();
    }
    text.put((byte) '\n');
    byte[] line = Arrays.copyOf(room, text.position());
    Arrays.fill(room, (byte) 0);
    return line;
  }

  private void make() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      PrivateFiles.makeDirectory(directory);
    }
    byte[] bits = new byte[RANDOM_BYTES];
    random.nextBytes(bits);
    byte[] text = Base64.getUrlEncoder().withoutPadding().encode(bits);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      if (PrivateFiles.createOnce(file, line)) {
        made.accept(file);
      }
    } finally {
      Arrays.fill(bits, (byte) 0);
      Arrays.fill(text, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  /**
   * Symbolic links are followed as far as the path exists, so that every way to a repository leads
   * to one key.
   */
  private static Path real(Path path) {
    Path parent = path.getParent();
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path name = path.getFileName();
      return parent == null || name == null ? path : real(parent).resolve(name);
    }
  }

  private static String hash(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 8);
  }
}
