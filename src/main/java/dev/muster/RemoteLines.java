package dev.muster;

import dev.muster.links.ssh.LineRules;
import dev.muster.model.Arguments;
import dev.muster.model.BoundedPattern;
import dev.muster.model.ErrorCode;
import dev.muster.operations.LogTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for lines and command lines that hold on a node with an agent of ours, for nodes without one. */
record RemoteLines(Duration budget) implements LineRules {
    @Override
    public Predicate<String> wanted(Arguments arguments) {
        String pattern = arguments.text("pattern", "");
        if (pattern.isEmpty()) {
            return line -> true;
        }
        int flags = arguments.flag("ignore_case") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return new BoundedPattern(pattern, flags, budget, ErrorCode.BAD_PARAMETER)::find;
    }

    @Override
    public boolean matches(String pattern, String line) {
        return new BoundedPattern(pattern, 0, budget, ErrorCode.CONFIGURATION).matches(line);
    }

    @Override
    public @Nullable String time(String line, Instant modified) {
        return new LogTime(ZoneOffset.UTC, modified).of(line);
    }
}
