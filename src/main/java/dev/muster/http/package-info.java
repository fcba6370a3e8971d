/**
 * What every HTTP port of the program takes strictly, so that it and whatever stands before it never disagree about where a request ends.
 * Ground for other capabilities, as {@link dev.muster.tls} is: it knows none of them.
 */
@NullMarked
package dev.muster.http;

import org.jspecify.annotations.NullMarked;
