package dev.muster.events.reprocess;

import dev.muster.events.Model;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which topics are taken over.
 *
 * @param previous prefix of the installation they belong to
 * @param sources whether the binary events of its sources are
 * @param system whether topics of its system are; exactly one of the two
 * @param include which topics of the system
 * @param deny names of topics that are left out, whole or without their beginning
 * @param json whether their values are JSON
 */
public record ReprocessPlan(
        String previous, boolean sources, boolean system, List<String> include, Set<String> deny, boolean json) {
    /**
     * Checks that there is something to do.
     *
     * @throws MusterException that names the setting at fault
     */
    public ReprocessPlan {
        include = List.copyOf(include);
        deny = Set.copyOf(deny);
        if (previous.isEmpty()) {
            throw bad("muster.reprocess.previous-prefix is empty; name the prefix whose events are taken over");
        }
        if (sources == system) {
            throw bad("set exactly one of muster.reprocess.sources and muster.reprocess.system to true");
        }
    }

    /**
     * Those of the topics that are meant, each with the model of its events.
     *
     * @throws MusterException when there is none, or one of a model that is not known
     */
    Map<String, Model> choose(Collection<String> topics) {
        String start = "azul." + previous + ".";
        Map<String, Model> chosen = new TreeMap<>();
        for (String topic : topics) {
            if (!topic.startsWith(start) || deny.contains(topic) || deny.contains(topic.substring(start.length()))) {
                continue;
            }
            String name = topic.substring(start.length());
            if (sources && name.matches("(?!system\\.)[^.]+\\.binary.*")) {
                chosen.put(topic, Model.BINARY);
            } else if (system && included(name)) {
                chosen.put(topic, modelOf(topic, name));
            }
        }
        if (chosen.isEmpty()) {
            throw bad("no topic of the prefix '" + previous
                    + "' is meant by muster.reprocess.*; look with muster topics");
        }
        return chosen;
    }

    private boolean included(String name) {
        return include.stream().anyMatch(word -> name.matches("system\\." + Pattern.quote(word) + ".*"));
    }

    private static Model modelOf(String topic, String name) {
        Matcher word = Pattern.compile("system\\.([a-z]+).*").matcher(name);
        String model = word.matches() ? word.group(1) : "";
        if (model.equals("expedite") || model.equals("error")) {
            return Model.BINARY;
        }
        return Model.of(model)
                .orElseThrow(() -> bad("topic '" + topic
                        + "' holds no model of events; leave it out with muster.reprocess.deny-topics"));
    }

    private static MusterException bad(String what) {
        return new MusterException(ErrorCode.CONFIGURATION, what);
    }
}
