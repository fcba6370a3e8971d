package dev.muster.model;

import java.util.List;

/**
 * Who calls (design section 8).
 *
 * @param name user name, {@code anonymous} for a loopback caller without login, {@code system} for the program itself
 * @param roles names of the roles held
 * @param permissions what the roles allow
 * @param identity the signed, short-lived form of all this that travels on links; empty until it has been signed
 */
public record Caller(String name, List<String> roles, Permissions permissions, String identity) {
    /** The program itself: an explicit principal, never taken from the wire (D-7). */
    public static final Caller SYSTEM =
            new Caller("system", List.of("system"), new Permissions(Permissions.Mode.BLACK, java.util.Map.of()), "");

    /** Copies the list. */
    public Caller {
        roles = List.copyOf(roles);
    }

    /** The same caller with a signed identity. */
    public Caller withIdentity(String signed) {
        return new Caller(name, roles, permissions, signed);
    }
}
