package dev.muster.operations;

import dev.muster.model.BoundedPattern;
import dev.muster.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be run. A pattern must match the whole command line: program and arguments joined by one space, each one that holds anything but
 * letters, digits and {@code _@%+=:,./-} in single quotes, with {@code '} written as {@code '\''}; an empty argument is {@code ''}. So two
 * different argument lists never give the same line, and an argument cannot pass for two. No pattern: nothing is allowed.
 */
final class CommandPolicy {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final Set<String> SHELLS = Set.of(
            "sh", "ash", "bash", "rbash", "dash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "busybox", "pwsh",
            "elvish", "nu", "xonsh");
    private static final Duration BUDGET = Duration.ofMillis(500);

    private final Site site;
    private final List<BoundedPattern> allowed;
    private final boolean shell;
    private final List<Path> searchPath;

    CommandPolicy(Site site, List<String> patterns, boolean shell, String searchPath) {
        this.site = site;
        this.allowed = patterns.stream()
                .map(text -> new BoundedPattern(text, 0, BUDGET, ErrorCode.CONFIGURATION))
                .toList();
        this.shell = shell;
        this.searchPath = List.of(searchPath.split(":")).stream()
                .map(Path::of)
                .filter(Path::isAbsolute)
                .toList();
    }

    /** The argv to start, the program as an absolute path; fails with 1652 when it is not allowed, 1650 when there is no such program. */
    List<String> argv(String program, List<String> arguments) {
        List<String> given = new ArrayList<>(List.of(program));
        given.addAll(arguments);
        String line = line(given);
        if (line.indexOf('\0') >= 0 || allowed.stream().noneMatch(pattern -> pattern.matches(line))) {
            throw site.refuse(ErrorCode.COMMAND_NOT_ALLOWED, line.replace('\0', '?'));
        }
        Path file = locate(program);
        if (!shell && (isShell(Path.of(program)) || isShell(file) || isShell(real(file)))) {
            throw site.refuse(
                    ErrorCode.COMMAND_NOT_ALLOWED,
                    "'" + program + "' is a shell; set muster.commands.shell=true to allow shells");
        }
        given.set(0, file.toString());
        return given;
    }

    /** The line that patterns are matched against. */
    static String line(List<String> argv) {
        return argv.stream().map(CommandPolicy::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private Path locate(String program) {
        if (program.startsWith("/")) {
            return executable(program, List.of(Path.of(program)));
        }
        if (program.contains("/")) {
            throw site.refuse(
                    ErrorCode.COMMAND_NOT_STARTED, "'" + program + "' is neither a name nor an absolute path");
        }
        return executable(
                program,
                searchPath.stream().map(directory -> directory.resolve(program)).toList());
    }

    private Path executable(String program, List<Path> candidates) {
        return candidates.stream()
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> site.refuse(ErrorCode.COMMAND_NOT_STARTED, "no executable '" + program + "'"));
    }

    private static boolean isShell(Path file) {
        return file.getFileName() != null && SHELLS.contains(file.getFileName().toString());
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }
}
