/** The program: its command line, its settings and the composition root. This package and {@code camel} alone may see every other. */
@NullMarked
package dev.muster;

import org.jspecify.annotations.NullMarked;
