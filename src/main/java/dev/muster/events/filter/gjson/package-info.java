/**
 * GJSON paths over parsed JSON, for the {@code filter} parameter of a fetch (specs/event-dispatcher.md section 3.6). Bounded in length,
 * depth and work, whatever the path and the document.
 */
@NullMarked
package dev.muster.events.filter.gjson;

import org.jspecify.annotations.NullMarked;
