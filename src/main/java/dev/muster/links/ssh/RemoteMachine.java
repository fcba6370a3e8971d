package dev.muster.links.ssh;

import dev.muster.model.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code node.info} from what a Linux shell tells; what a node does not know is left out. */
final class RemoteMachine {
    private static final String SCRIPT =
            """
            echo "os $(uname -s)"; echo "release $(uname -r)"; echo "arch $(uname -m)"; echo "host $(hostname 2>/dev/null)"
            { read -r up rest < /proc/uptime && echo "uptime ${up%%.*}"; } 2>/dev/null
            { read -r load rest < /proc/loadavg && echo "load $load"; } 2>/dev/null
            echo "cpus $(getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c ^processor /proc/cpuinfo 2>/dev/null)"
            sed -n 's/^MemTotal: *\\([0-9]*\\).*/total \\1/p; s/^MemAvailable: *\\([0-9]*\\).*/free \\1/p' /proc/meminfo 2>/dev/null
            df -kP / 2>/dev/null | { read -r head; read -r device total used free rest && echo "disk $total $free"; }
            exit 0
            """;

    private RemoteMachine() {}

    static Map<String, Object> describe(String node, Remote remote) throws IOException {
        Map<String, String> said = remote.facts(SCRIPT);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", node);
        answer.put("type", Role.LEAF.apiType());
        answer.put("version", "");
        put(answer, "uptime", said.get("uptime"), 1);
        Map<String, Object> os = new LinkedHashMap<>();
        os.put("name", said.getOrDefault("os", ""));
        os.put("version", said.getOrDefault("release", ""));
        os.put("arch", said.getOrDefault("arch", ""));
        answer.put("os", os);
        Map<String, Object> cpu = new LinkedHashMap<>();
        put(cpu, "count", said.get("cpus"), 1);
        if (said.getOrDefault("load", "").matches("\\d+(\\.\\d+)?")) {
            cpu.put("load", Double.parseDouble(said.get("load")));
        }
        answer.put("cpu", cpu);
        Map<String, Object> memory = new LinkedHashMap<>();
        put(memory, "total", said.get("total"), 1024);
        put(memory, "free", said.get("free"), 1024);
        answer.put("memory", memory);
        answer.put("disks", disks(said.getOrDefault("disk", "")));
        return answer;
    }

    private static List<Map<String, Object>> disks(String line) {
        String[] sizes = line.split(" ");
        List<Map<String, Object>> disks = new ArrayList<>();
        if (sizes.length == 2) {
            Map<String, Object> disk = new LinkedHashMap<>();
            disk.put("path", "/");
            put(disk, "total", sizes[0], 1024);
            put(disk, "free", sizes[1], 1024);
            disks.add(disk);
        }
        return disks;
    }

    private static void put(
            Map<String, Object> to, String key, @org.jspecify.annotations.Nullable String number, long unit) {
        if (number != null && number.matches("\\d{1,15}")) {
            to.put(key, Long.parseLong(number) * unit);
        }
    }
}
