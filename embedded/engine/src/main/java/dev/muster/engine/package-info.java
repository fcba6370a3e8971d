/** What every engine's process does: lock its directory, keep its port, say when it is ready, and end with the program that started it. */
package dev.muster.engine;
