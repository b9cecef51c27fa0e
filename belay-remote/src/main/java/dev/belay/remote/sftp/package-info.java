/**
 * SFTP servers through Apache MINA SSHD. A file is written under {@code tmp/}, made durable where
 * the server can ({@code fsync@openssh.com}), and then linked to its name, which never replaces a
 * file.
 */
@NullMarked
package dev.belay.remote.sftp;

import org.jspecify.annotations.NullMarked;
