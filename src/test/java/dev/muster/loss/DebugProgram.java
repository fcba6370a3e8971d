package dev.muster.loss;

import dev.muster.Program;
import dev.muster.Settings;
import dev.muster.operations.DebugOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A process of its own: the program with the operations {@code debug.*}, which says its port in a file and ends with its input. */
final class DebugProgram {
    private DebugProgram() {}

    /** Takes settings as {@code key=value}. */
    public static void main(String[] settings) throws Exception {
        Map<String, String> given = new TreeMap<>();
        for (String setting : settings) {
            int at = setting.indexOf('=');
            given.put(setting.substring(0, at), setting.substring(at + 1));
        }
        Thread watch = new Thread(DebugProgram::endWithInput, "end-with-input");
        watch.setDaemon(true);
        watch.start();
        Path data = Path.of(given.get("muster.data.directory"));
        Settings all = Settings.load(given, Map.of(), data.resolve("none.properties"));
        DebugOperations debug = new DebugOperations(given.get("muster.node.id"), new HashMap<>());
        try (Program program = Program.start(all, Map.of("debugOperations", debug))) {
            Path port = Files.writeString(data.resolve("port.new"), String.valueOf(program.port()));
            Files.move(port, data.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
            program.awaitStop();
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said to this process but the end
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }
}
