package dev.muster.store;

import java.util.List;

/**
 * A user.
 *
 * @param id 1 to 99 for those that came with the program
 * @param name unique
 * @param passwordHash opaque text
 * @param generation logins made under another number are void
 * @param roles ids of the roles held, in order
 */
public record AccountRow(long id, String name, String passwordHash, long generation, List<Long> roles) {
    /** Copies the list. */
    public AccountRow {
        roles = List.copyOf(roles);
    }

    /** Names the user, and no hash. */
    @Override
    public String toString() {
        return "AccountRow[" + id + " " + name + "]";
    }
}
