/**
 * Who calls, and what they may do: logins, signed identities, permissions and masking (specs/distributed-api.md section 7).
 * Imports the model and the stores; knows neither routes nor links.
 */
@NullMarked
package dev.muster.security;

import org.jspecify.annotations.NullMarked;
