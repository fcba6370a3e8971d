/**
 * Certificates in PEM files, for the ports where nodes dial in and for nodes that dial. Ground for other capabilities, as
 * {@link dev.muster.store} is: it knows none of them.
 */
@NullMarked
package dev.muster.tls;

import org.jspecify.annotations.NullMarked;
