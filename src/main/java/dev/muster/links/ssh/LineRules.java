package dev.muster.links.ssh;

import dev.muster.model.Arguments;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known about regular expressions of callers and lines of logs elsewhere in the program. */
public interface LineRules {
    /** Whether a line is wanted by the arguments {@code pattern} and {@code ignore_case}; never takes longer than the program's limit. */
    Predicate<String> wanted(Arguments arguments);

    /** True when the whole line matches an allow-list pattern. */
    boolean matches(String pattern, String line);

    /** The time at the start of a line of a file that was last written then, as ISO 8601 in UTC; null when there is none. */
    @Nullable
    String time(String line, Instant modified);
}
