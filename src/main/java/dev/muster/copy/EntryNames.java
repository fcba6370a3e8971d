package dev.muster.copy;

import java.nio.file.Path;

/** Which names and link targets an archive may hold: nothing that leads out of the place where it is unpacked. */
final class EntryNames {
    private EntryNames() {}

    /** The name of an entry as a relative path; empty for the top itself. */
    static Path checked(String name) throws Unsafe {
        if (name.startsWith("/")) {
            throw new Unsafe("the name '" + name + "' is absolute");
        }
        if (name.indexOf('\0') >= 0) {
            throw new Unsafe("a name holds a zero character");
        }
        Path path = Path.of("");
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new Unsafe("the name '" + name + "' leads out of the destination");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path = path.resolve(part);
            }
        }
        return path;
    }

    /**
     * Checks where a symbolic link points: down, or up no further than the top. {@code ..} behind a name is refused too, since the name may
     * itself be a link and the dots then lead elsewhere than they seem to.
     */
    static void checkLink(Path name, String target) throws Unsafe {
        int up = 0;
        boolean named = false;
        for (String part : target.split("/")) {
            if (part.equals("..")) {
                up++;
                if (named) {
                    throw leaves(name, target);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                named = true;
            }
        }
        if (target.startsWith("/") || target.isEmpty() || up > name.getNameCount() - 1) {
            throw leaves(name, target);
        }
    }

    private static Unsafe leaves(Path name, String target) {
        return new Unsafe("the link '" + name + "' to '" + target + "' leaves the destination");
    }
}
