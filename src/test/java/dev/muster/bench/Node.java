package dev.muster.bench;

import dev.muster.Program;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** A real hub or relay from the compiled classes; its arguments are settings, {@code key=value}. It carries no events unless they say so. */
final class Node {
    private Node() {}

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("muster.events.enabled", "false");
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Parent.endWithInput();
        Program program = Program.start(settings);
        Parent.tell("ready after "
                + (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime()) + " ms on " + program.port());
        program.awaitStop();
    }
}
