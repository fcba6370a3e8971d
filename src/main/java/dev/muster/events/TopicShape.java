package dev.muster.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one level of settings says about a topic; what it does not say is left to the levels below it (specs/event-dispatcher.md section
 * 4.4). Immutable.
 *
 * @param partitions number of partitions, null for the level below
 * @param replicas number of copies, null for the level below
 * @param assignment brokers of each partition, empty for the cluster's choice
 * @param config settings of the topic
 */
record TopicShape(
        @Nullable Integer partitions,
        @Nullable Integer replicas,
        Map<Integer, List<Integer>> assignment,
        Map<String, String> config) {
    /** Says nothing. */
    static final TopicShape NONE = new TopicShape(null, null, Map.of(), Map.of());

    TopicShape {
        assignment = Map.copyOf(assignment);
        config = Map.copyOf(config);
    }

    static TopicShape of(Map<String, String> config) {
        return new TopicShape(null, null, Map.of(), config);
    }

    static TopicShape read(SettingYaml yaml, Object value, String what) {
        Map<String, Object> fields = yaml.loose(value, what);
        Map<String, String> config = new TreeMap<>();
        yaml.map(fields.get("config"), "config of " + what)
                .forEach((key, setting) -> config.put(key, String.valueOf(setting)));
        return new TopicShape(
                whole(yaml, fields.get("numpartitions"), "numpartitions of " + what),
                whole(yaml, fields.get("replicationfactor"), "replicationfactor of " + what),
                assignment(yaml, fields.get("replicaassignment"), what),
                config);
    }

    /** This level over that one, field by field. */
    TopicShape over(TopicShape below) {
        Map<String, String> merged = new TreeMap<>(below.config);
        merged.putAll(config);
        return new TopicShape(
                partitions == null ? below.partitions : partitions,
                replicas == null ? below.replicas : replicas,
                assignment.isEmpty() ? below.assignment : assignment,
                merged);
    }

    private static Map<Integer, List<Integer>> assignment(SettingYaml yaml, @Nullable Object value, String what) {
        Map<Integer, List<Integer>> brokers = new LinkedHashMap<>();
        yaml.map(value, "replicaassignment of " + what)
                .forEach((partition, list) -> brokers.put(
                        number(yaml, partition, what),
                        yaml.list(list, "replicaassignment of " + what).stream()
                                .map(broker -> number(yaml, broker, what))
                                .toList()));
        return brokers;
    }

    private static @Nullable Integer whole(SettingYaml yaml, @Nullable Object value, String what) {
        if (value == null) {
            return null;
        }
        int number = number(yaml, value, what);
        if (number < 1) {
            throw yaml.bad("has " + number + " for " + what + "; write a number from 1");
        }
        return number;
    }

    private static int number(SettingYaml yaml, Object value, String what) {
        try {
            return Integer.parseInt(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            throw yaml.bad("has '" + value + "' for " + what + "; write a whole number");
        }
    }
}
