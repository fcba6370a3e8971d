package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.Collection;
import java.util.Map;

/** Walks one argument and refuses what is too long, too deep or too much. Used once. */
final class Extent {
    private final ArgumentCheck.Limits limits;
    private int seen;

    Extent(ArgumentCheck.Limits limits) {
        this.limits = limits;
    }

    /** Number of direct members of a list or object; 0 for anything else. */
    int members(Object value, int depth, String name) {
        if (value instanceof String text && text.length() > limits.text()) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    "argument '" + name + "' has a string of " + text.length() + " characters; at most " + limits.text()
                            + " are taken");
        }
        Collection<?> members =
                value instanceof Map<?, ?> map ? map.values() : value instanceof Collection<?> list ? list : null;
        if (members == null) {
            return 0;
        }
        seen += members.size();
        if (depth >= limits.depth() || seen > limits.members()) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    "argument '" + name + "' is too large; at most " + limits.depth() + " levels and "
                            + limits.members() + " members are taken");
        }
        members.forEach(member -> members(member, depth + 1, name));
        return members.size();
    }
}
