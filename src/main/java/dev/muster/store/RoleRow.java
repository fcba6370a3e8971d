package dev.muster.store;

/**
 * A role.
 *
 * @param id 1 to 99 for those that came with the program
 * @param name unique
 */
public record RoleRow(long id, String name) {}
