/** The calls of real clients, replayed by clients that refuse what those refuse. */
@NullMarked
package dev.muster.interop;

import org.jspecify.annotations.NullMarked;
