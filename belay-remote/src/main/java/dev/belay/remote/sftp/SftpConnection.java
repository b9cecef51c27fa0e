package dev.belay.remote.sftp;

import dev.belay.store.StoreException;
import dev.belay.store.StoreException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.ConfigFileHostEntryResolver;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server, made when it is first needed, and again after it broke. All threads
 * share it: SFTP answers requests as they are done.
 */
final class SftpConnection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(15);

  /** A person may have to say yes to the agent. */
  private static final Duration LOGIN = Duration.ofSeconds(90);

  /** How long an answer may take; the heartbeat notices sooner where nobody is there any more. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final SftpAddress address;
  private final SftpOptions options;
  private @Nullable SshClient ssh;
  private @Nullable AbstractSftpClient sftp;

  SftpConnection(SftpAddress address, SftpOptions options) {
    this.address = address;
    this.options = options;
  }

  /** The open client. */
  synchronized AbstractSftpClient client() throws IOException {
    AbstractSftpClient open = sftp;
    if (open != null && open.isOpen()) {
      return open;
    }
    close();
    try {
      HostConfigEntry host = host();
      HostKeys hostKeys = new HostKeys(host.getHostName(), host.getPort(), options);
      Identities identities = new Identities(options);
      ssh = start(hostKeys, identities);
      ClientSession session = login(ssh, host, hostKeys, identities);
      open = (AbstractSftpClient) SftpClientFactory.instance().createSftpClient(session);
      sftp = open;
      return open;
    } catch (StoreException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      throw StoreException.passing("can't connect to " + address + ": " + reason(e), e);
    }
  }

  /** What the network said, without the objects of the library that heard it. */
  private static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof UnresolvedAddressException) {
        return "no host of that name is known";
      }
    }
    return String.valueOf(failure.getMessage());
  }

  /** What {@code ~/.ssh/config} makes of the address. */
  private HostConfigEntry host() throws IOException {
    HostConfigEntryResolver resolver =
        Files.exists(options.config())
            ? new ConfigFileHostEntryResolver(options.config())
            : HostConfigEntryResolver.EMPTY;
    String system = System.getProperty("user.name", "");
    HostConfigEntry found =
        resolver.resolveEffectiveHost(
            address.host(), address.port(), null, address.user(), null, null);
    String user = address.user();
    if (user.isEmpty()) {
      user = found == null || blank(found.getUsername()) ? system : found.getUsername();
    }
    int port = address.port();
    if (port == 0) {
      port = found == null || found.getPort() <= 0 ? 22 : found.getPort();
    }
    String name =
        found == null || blank(found.getHostName()) ? address.host() : found.getHostName();
    HostConfigEntry host = new HostConfigEntry(address.host(), name, port, user);
    if (found != null && found.getIdentities() != null) {
      host.setIdentities(found.getIdentities());
    }
    return host;
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private SshClient start(HostKeys hostKeys, Identities identities) {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(hostKeys);
    client.setSignatureFactories(hostKeys.ordered(client.getSignatureFactories()));
    client.setKeyIdentityProvider(identities.provider());
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    options.agent().filter(Agent::answers).ifPresent(a -> client.setAgentFactory(Agent.factory(a)));
    options.password().ifPresent(client::addPasswordIdentity);
    CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, CONNECT);
    CoreModuleProperties.AUTH_TIMEOUT.set(client, LOGIN);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, ANSWER);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 3);
    client.start();
    return client;
  }

  private ClientSession login(
      SshClient client, HostConfigEntry host, HostKeys hostKeys, Identities identities)
      throws IOException {
    ClientSession session = client.connect(host).verify(CONNECT).getSession();
    try {
      session.auth().verify(LOGIN);
      return session;
    } catch (SshException e) {
      if (!hostKeys.refusal().isEmpty()) {
        throw new StoreException(Kind.NO_ACCESS, hostKeys.refusal(), hostKeys.hint(), e);
      }
      String said = String.valueOf(e.getMessage());
      if (said.contains("authentication methods")) {
        throw new StoreException(
            Kind.NO_ACCESS,
            "the server does not let " + host.getUsername() + "@" + host.getHostName() + " in",
            identities.tried(options),
            e);
      }
      throw e;
    }
  }

  /** Lets go of a client on which something went wrong; the next call makes another. */
  synchronized void broken(SftpClient failed) {
    if (sftp == failed) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    sftp = null;
    SshClient client = ssh;
    ssh = null;
    if (client != null) {
      client.stop();
    }
  }
}
