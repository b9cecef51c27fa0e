/**
 * Which snapshots a policy keeps: restic's rules as pure values, and what no policy may remove.
 * Nothing here touches a repository.
 */
@NullMarked
package dev.belay.retention;

import org.jspecify.annotations.NullMarked;
