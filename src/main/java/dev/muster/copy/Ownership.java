package dev.muster.copy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives files to users and groups, and remembers in words what the system refused. Asks once for each name. Not thread-safe. */
final class Ownership {
    private final Map<String, Optional<UserPrincipal>> users = new HashMap<>();
    private final Map<String, Optional<GroupPrincipal>> groups = new HashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    /** What was asked for and did not happen; empty when all did. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Gives a file away; an empty name leaves that half as it is. What is refused becomes a warning. */
    void give(Path file, String owner, String group) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!owner.isEmpty()) {
            Optional<UserPrincipal> user = user(owner);
            if (user.isEmpty()) {
                warnings.add("owner '" + owner + "' is unknown on this node");
            } else {
                attempt("owner '" + owner + "'", () -> view.setOwner(user.get()));
            }
        }
        if (!group.isEmpty()) {
            Optional<GroupPrincipal> principal = group(group);
            if (principal.isEmpty()) {
                warnings.add("group '" + group + "' is unknown on this node");
            } else {
                attempt("group '" + group + "'", () -> view.setGroup(principal.get()));
            }
        }
    }

    /** Gives a file to whom an archive names: by name where this machine knows it, else by number. */
    void restore(Path file, String owner, long uid, String group, long gid) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Optional<UserPrincipal> user = user(owner.isEmpty() ? Long.toString(uid) : owner);
        if (user.isEmpty()) {
            user = user(Long.toString(uid));
        }
        if (user.isPresent()) {
            view.setOwner(user.get());
        }
        Optional<GroupPrincipal> principal = group(group.isEmpty() ? Long.toString(gid) : group);
        if (principal.isEmpty()) {
            principal = group(Long.toString(gid));
        }
        if (principal.isPresent()) {
            view.setGroup(principal.get());
        }
    }

    /** Sets permission bits; what is refused becomes a warning. */
    void permit(Path file, int bits) {
        attempt("mode " + Integer.toOctalString(bits), () -> Mode.set(file, bits));
    }

    private Optional<UserPrincipal> user(String name) {
        return users.computeIfAbsent(name, wanted -> {
            try {
                return Optional.of(lookup().lookupPrincipalByName(wanted));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<GroupPrincipal> group(String name) {
        return groups.computeIfAbsent(name, wanted -> {
            try {
                return Optional.of(lookup().lookupPrincipalByGroupName(wanted));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private interface Change {
        void make() throws IOException;
    }

    private void attempt(String what, Change change) {
        try {
            change.make();
        } catch (IOException e) {
            warnings.add(what + " was refused: " + Reason.of(e));
        }
    }
}
