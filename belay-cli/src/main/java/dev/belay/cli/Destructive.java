package dev.belay.cli;

/** A command that changes rows, and is therefore asked about first. */
interface Destructive extends Action {}
