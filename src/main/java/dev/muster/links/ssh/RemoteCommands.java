package dev.muster.links.ssh;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code command.run}: allow-listed programs on the node, their arguments quoted so that its shell takes them as they are. */
final class RemoteCommands {
    private static final Set<String> SHELLS = Set.of(
            "sh", "ash", "bash", "rbash", "dash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "busybox", "pwsh",
            "elvish", "nu", "xonsh");
    private static final String REAL =
            """
            p=%s
            case "$p" in
            /*) f=$p ;;
            *)
              f=
              IFS=:
              for d in $PATH; do
                case "$d" in /*) if [ -f "$d/$p" ] && [ -x "$d/$p" ]; then f=$d/$p; break; fi ;; esac
              done
              ;;
            esac
            if [ -f "$f" ] && [ -x "$f" ]; then echo "program $f"; echo "real $(readlink -f "$f" 2>/dev/null)"; fi
            """;

    private final String node;
    private final SshAccess access;
    private final LineRules rules;

    RemoteCommands(String node, SshAccess access, LineRules rules) {
        this.node = node;
        this.access = access;
        this.rules = rules;
    }

    Map<String, Object> run(Arguments arguments, Remote remote) throws IOException {
        List<String> argv = allowed(arguments.text("program"), arguments.texts("args"));
        argv.set(0, locate(argv.get(0), remote));
        String directory = directory(arguments.text("cwd", ""), remote);
        String script = (directory.isEmpty() ? "" : "cd -- " + ShellWords.path(directory) + " || exit 126; ") + "exec "
                + ShellWords.line(argv);
        CommandEnd end = remote.run(
                RemoteCommand.script(script).reading(arguments.text("stdin", "").getBytes(StandardCharsets.UTF_8)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("command", ShellWords.line(argv));
        Integer exit = end.exitCode();
        answer.put("exit_code", exit);
        if (exit != null && exit > 128 && exit <= 128 + 64) {
            answer.put("signal", exit - 128);
        }
        answer.put("stdout", end.stdout());
        answer.put("stderr", end.stderr());
        answer.put("stdout_truncated", end.stdoutTruncated());
        answer.put("stderr_truncated", end.stderrTruncated());
        answer.put("duration_ms", Duration.between(end.start(), end.end()).toMillis());
        return answer;
    }

    private List<String> allowed(String program, List<String> args) {
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(args);
        String line = ShellWords.line(argv);
        if (line.indexOf('\0') >= 0 || access.commands().stream().noneMatch(pattern -> rules.matches(pattern, line))) {
            throw Place.refuse(node, ErrorCode.COMMAND_NOT_ALLOWED, line.replace('\0', '?'));
        }
        if (program.contains("/") && !program.startsWith("/")) {
            throw Place.refuse(
                    node, ErrorCode.COMMAND_NOT_STARTED, "'" + program + "' is neither a name nor an absolute path");
        }
        return argv;
    }

    private String locate(String program, Remote remote) throws IOException {
        Map<String, String> found = remote.facts(REAL.formatted(ShellWords.quote(program)));
        if (!found.containsKey("program")) {
            throw Place.refuse(node, ErrorCode.COMMAND_NOT_STARTED, "no executable '" + program + "'");
        }
        boolean shell = List.of(program, found.get("program"), found.getOrDefault("real", "")).stream()
                .anyMatch(path -> SHELLS.contains(path.substring(path.lastIndexOf('/') + 1)));
        if (shell && !access.shell()) {
            throw Place.refuse(
                    node,
                    ErrorCode.COMMAND_NOT_ALLOWED,
                    "'" + program + "' is a shell; set muster.commands.shell=true to allow shells");
        }
        return found.get("program");
    }

    /** Empty for the login directory, when nothing is said and none is configured. */
    private String directory(String text, Remote remote) throws IOException {
        if (text.isEmpty() && access.directories().isEmpty()) {
            return "";
        }
        String wanted = text.isEmpty() ? access.directories().get(0) : text;
        return remote.sftp(sftp -> {
            Place place = Place.existing(node, sftp, access.directories(), wanted);
            if (!place.attributes().isDirectory()) {
                throw Place.refuse(node, ErrorCode.PATH_NOT_ALLOWED, "'" + text + "' is not a directory");
            }
            return place.path();
        });
    }
}
