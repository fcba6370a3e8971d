package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Node;
import dev.muster.model.NodeState;
import dev.muster.model.Role;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decides who becomes a child. Blocks, because the port it asks may; thread-safe. */
final class Admission {
    /** A node that may join, and its own token when it is new. */
    record Admitted(MemberFrame.Hello hello, @Nullable String token) {}

    /**
     * What a node has shown of itself.
     *
     * @param token bearer token; empty for none
     * @param names those in its certificate, which the connection has verified; empty without one
     */
    record Shown(String token, Set<String> names) {
        static Shown of(String token) {
            return new Shown(token, Set.of());
        }
    }

    private final Station station;
    private final Credentials credentials;
    private final Set<String> deciding = ConcurrentHashMap.newKeySet();

    Admission(Station station, Credentials credentials) {
        this.station = station;
        this.credentials = credentials;
    }

    /** Admits, or fails with the code of the refusal: nothing is known afterwards about a refused node. */
    Admitted admit(MemberFrame.Hello hello, Shown shown) {
        Credentials.Holder holder = holder(shown, hello.id());
        if (!deciding.add(hello.id())) {
            throw refusal(ErrorCode.DUPLICATE_NODE, "node '" + hello.id() + "' is joining at this moment");
        }
        try {
            check(hello, holder);
            return new Admitted(hello, holder instanceof Credentials.Newcomer ? credentials.issue(hello.id()) : null);
        } finally {
            deciding.remove(hello.id());
        }
    }

    /** A certificate outdoes any token: whoever shows one speaks for the nodes that it names, and for no other. */
    private Credentials.Holder holder(Shown shown, String id) {
        if (shown.names().isEmpty()) {
            return credentials.check(shown.token(), id);
        }
        return shown.names().contains(id) ? new Credentials.Own(id) : new Credentials.Nobody();
    }

    private void check(MemberFrame.Hello hello, Credentials.Holder holder) {
        String id = hello.id();
        boolean itsOwn = holder instanceof Credentials.Own own && own.node().equals(id);
        if (!itsOwn && !(holder instanceof Credentials.Newcomer)) {
            throw refusal(
                    ErrorCode.NOT_AUTHENTIC, "the token or certificate does not admit node '" + printable(id) + "'");
        }
        if (!Node.validId(id)) {
            throw refusal(ErrorCode.BAD_NODE_NAME, "'" + printable(id) + "'");
        }
        if (!hello.cluster().equals(station.cluster())) {
            throw refusal(
                    ErrorCode.OTHER_CLUSTER,
                    "this is '" + station.cluster() + "', not '" + printable(hello.cluster()) + "'");
        }
        if (hello.protocol() != Frame.PROTOCOL) {
            throw refusal(
                    ErrorCode.OTHER_VERSION, "this side speaks " + Frame.PROTOCOL + ", the node " + hello.protocol());
        }
        if (id.equals(station.tree().self())
                || id.equals(station.trust().anchor().hub())
                || hello.role() == Role.HUB) {
            throw refusal(ErrorCode.NAME_OF_PARENT, "'" + id + "'");
        }
        Optional<Node> known = station.tree().find(id).filter(node -> node.state() != NodeState.NEVER_CONNECTED);
        if (!itsOwn && (known.isPresent() || credentials.issued(id))) {
            throw refusal(ErrorCode.DUPLICATE_NODE, "'" + id + "'");
        }
    }

    private static RefusedException refusal(ErrorCode code, String detail) {
        return new RefusedException(code, detail);
    }

    private static String printable(String text) {
        String shortened = text.length() > 128 ? text.substring(0, 128) : text;
        return shortened.replaceAll("\\p{Cntrl}", "?");
    }

    /** Why a node may not join. */
    static final class RefusedException extends dev.muster.model.MusterException {
        private static final long serialVersionUID = 1L;
        private final transient MemberFrame.Refused frame;

        RefusedException(ErrorCode code, String detail) {
            super(code, detail);
            this.frame = new MemberFrame.Refused(
                    code.code(), Failure.of(code, detail).message() + ". " + code.remediation());
        }

        MemberFrame.Refused frame() {
            return frame;
        }
    }
}
