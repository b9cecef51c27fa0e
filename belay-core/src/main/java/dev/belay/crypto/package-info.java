/**
 * Sealing as restic's design document specifies it: AES-256 in counter mode, authenticated by
 * Poly1305-AES, under keys that scrypt derives from a password. Knows bytes and keys only; depends
 * on the JDK and Bouncy Castle.
 */
@NullMarked
package dev.belay.crypto;

import org.jspecify.annotations.NullMarked;
