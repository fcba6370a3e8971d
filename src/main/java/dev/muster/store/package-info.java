/**
 * What outlives the process, in one SQL database: nodes, groups, tokens, keys, accounts and the audit trail.
 * Every statement runs unchanged on H2 and PostgreSQL; imports the model only.
 */
@NullMarked
package dev.muster.store;

import org.jspecify.annotations.NullMarked;
