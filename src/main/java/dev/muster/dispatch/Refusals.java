package dev.muster.dispatch;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ids that a call named and that cannot be asked, by reason. Not thread-safe. */
final class Refusals {
    private final Map<ErrorCode, Set<String>> ids = new EnumMap<>(ErrorCode.class);

    void add(ErrorCode reason, String id) {
        ids.computeIfAbsent(reason, key -> new LinkedHashSet<>()).add(id);
    }

    /**
     * Admits a named id or notes why not: 4000 before anything that would tell whether it exists, then the given reason.
     *
     * @param exists whether the tree knows it
     * @param missing reason when it does not exist
     */
    boolean admits(String id, Visible visible, boolean exists, ErrorCode missing) {
        if (visible.denied().contains(id)) {
            add(ErrorCode.PERMISSION_DENIED, id);
        } else if (!exists || visible.unknown().contains(id)) {
            add(missing, id);
        } else if (!visible.sees(id)) {
            add(ErrorCode.PERMISSION_DENIED, id);
        } else {
            return true;
        }
        return false;
    }

    List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        ids.forEach((reason, named) -> failures.add(Failure.of(reason).withIds(named)));
        return failures;
    }
}
