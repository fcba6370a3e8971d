/** What people see: tables and a progress bar that fit their terminal, whatever its width, script or colours. Knows nothing of fleets. */
@NullMarked
package dev.muster.command.terminal;

import org.jspecify.annotations.NullMarked;
