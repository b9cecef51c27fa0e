/** Tests of the guards: real migrations, and the ways back from them. */
package dev.belay.migrations;
