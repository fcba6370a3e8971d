package dev.muster.nodes;

import dev.muster.model.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who may log in with the first frame of a socket, and as which node (specs/node-proxy.md section 3.2, step 3). Thread-safe; may block. */
final class Admission {
    /** The peer may not log in. The message is the text that it is told. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * What a peer has shown of itself.
     *
     * @param token bearer token, empty for none
     * @param names those in its certificate, which has been verified; empty without one
     */
    record Shown(String token, Set<String> names) {}

    private static final String UNALLOWED = "token authorization unallowed";
    private static final String BEARER = "bearer";

    private final byte[] shared;
    private final NodeTokens tokens;
    private final Predicate<String> declared;

    /**
     * Checks against these.
     *
     * @param shared token of all declared nodes; empty for none
     */
    Admission(String shared, NodeTokens tokens, Predicate<String> declared) {
        this.shared = shared.trim().getBytes(StandardCharsets.UTF_8);
        this.tokens = tokens;
        this.declared = declared;
    }

    /** The token in an {@code Authorization} header; empty when there is none. */
    static String token(@org.jspecify.annotations.Nullable String header) {
        String given = header == null ? "" : header.trim();
        return given.length() > BEARER.length()
                        && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && Character.isWhitespace(given.charAt(BEARER.length()))
                ? given.substring(BEARER.length()).trim()
                : "";
    }

    /** Whether some node may log in with that. */
    boolean opens(Shown shown) {
        return !shown.names().isEmpty()
                || isShared(shown.token())
                || owner(shown.token()).isPresent();
    }

    /** The node that logs in with a first frame; the checks come in the order of the original. A certificate outdoes any token. */
    String login(Shown shown, String text) throws RefusedException {
        if (!shown.names().isEmpty()) {
            String id = idIn(text);
            if (!shown.names().contains(id)) {
                throw new RefusedException(UNALLOWED);
            }
            return id;
        }
        String token = shown.token();
        boolean everyone = isShared(token);
        Optional<String> owner = everyone ? Optional.empty() : owner(token);
        if (!everyone && owner.isEmpty()) {
            throw new RefusedException(UNALLOWED);
        }
        String id = idIn(text);
        if (everyone ? !declared.test(id) : !owner.get().equals(id)) {
            throw new RefusedException(UNALLOWED);
        }
        return id;
    }

    private static String idIn(String text) throws RefusedException {
        FrameText frame;
        try {
            frame = FrameText.of(text);
        } catch (BadFrameException e) {
            throw new RefusedException("please registernodes");
        }
        if (!frame.action().equals("REGISTERNODES")) {
            throw new RefusedException("please registernodes");
        }
        try {
            if (frame.frame().data().get("nodes") instanceof List<?> nodes
                    && !nodes.isEmpty()
                    && nodes.get(0) instanceof Map<?, ?> entry
                    && Node.validId(Values.text(entry.get("id")))) {
                return Values.text(entry.get("id"));
            }
        } catch (BadFrameException e) {
            throw new RefusedException("decode error: unsupported format");
        }
        throw new RefusedException("decode error: unsupported format");
    }

    private boolean isShared(String token) {
        return shared.length > 0 && MessageDigest.isEqual(shared, token.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> owner(String token) {
        return token.isEmpty() ? Optional.empty() : tokens.nodeOf(token);
    }
}
