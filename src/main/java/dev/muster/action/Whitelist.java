package dev.muster.action;

import dev.muster.model.BoundedPattern;
import dev.muster.model.ErrorCode;
import java.time.Duration;
import java.util.List;

/** Which commands may run at all. Thread-safe. */
final class Whitelist {
    private static final Duration BUDGET = Duration.ofMillis(500);

    private final boolean on;
    private final List<BoundedPattern> allowed;

    /** A text that is no regular expression fails with 3004 or its like, before anything runs. */
    Whitelist(ActionSettings settings) {
        this.on = settings.whitelist();
        this.allowed = settings.allowed().stream()
                .map(text -> new BoundedPattern(text, 0, BUDGET, ErrorCode.CONFIGURATION))
                .toList();
    }

    /** Refuses all when one is not allowed. Arguments are not repeated, since they may hold passwords. */
    void check(List<Command> commands) {
        for (Command command : commands) {
            if (!allows(command.line())) {
                throw new Refusal("command not allowed (whitelist) at array index '" + command.index() + "' : "
                        + command.line().strip().split("\\s", 2)[0] + " ...");
            }
        }
    }

    private boolean allows(String line) {
        return !on || allowed.stream().anyMatch(pattern -> pattern.find(line));
    }
}
