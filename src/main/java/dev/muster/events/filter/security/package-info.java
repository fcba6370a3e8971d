/**
 * Security labels of events: reading them, and deciding whether a ceiling covers them (specs/event-dispatcher.md appendix B). Knows the
 * labels from settings only.
 */
@NullMarked
package dev.muster.events.filter.security;

import org.jspecify.annotations.NullMarked;
