/**
 * The command line: words become requests to {@link dev.belay.Belay}, results become text or JSON.
 * Nothing here knows how a backup or a restore is done.
 */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
