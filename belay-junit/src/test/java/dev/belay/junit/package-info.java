/** Tests of the extension: test classes that use it, run by JUnit inside a test. */
package dev.belay.junit;
