/** Tests of what goes out of databases and comes back in. */
@org.jspecify.annotations.NullMarked
package dev.belay.export;
