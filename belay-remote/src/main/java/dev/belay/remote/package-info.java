/** What the remote stores have in common: restic's layout, and the words of a configuration. */
@NullMarked
package dev.belay.remote;

import org.jspecify.annotations.NullMarked;
