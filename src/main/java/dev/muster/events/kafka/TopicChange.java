package dev.muster.events.kafka;

import dev.muster.events.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What has to be done with one topic; its text says it in a line. */
public sealed interface TopicChange {
    /** Whole name of the topic. */
    String topic();

    /** It is not there. */
    record Create(Topics.Wanted wanted) implements TopicChange {
        @Override
        public String topic() {
            return wanted.name();
        }

        @Override
        public String toString() {
            return "create " + topic() + " with " + wanted.partitions() + " partitions, " + wanted.replicas()
                    + " replicas" + settings(wanted.config());
        }

        private static String settings(Map<String, String> config) {
            return new TreeMap<>(config)
                    .entrySet().stream()
                            .map(entry -> ", " + entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining());
        }
    }

    /**
     * It is there and can be made what is wanted.
     *
     * @param topic whole name
     * @param partitions number of partitions to raise it to; 0 when it has enough
     * @param config settings to change; an empty one goes back to the cluster's
     */
    record Mend(String topic, int partitions, Map<String, Optional<String>> config) implements TopicChange {
        /** Keeps a copy. */
        public Mend {
            config = Map.copyOf(config);
        }

        @Override
        public String toString() {
            return "change " + topic + ":" + (partitions > 0 ? " " + partitions + " partitions" : "")
                    + new TreeMap<>(config)
                            .entrySet().stream()
                                    .map(entry -> " " + entry.getKey() + "="
                                            + entry.getValue().orElse("(the cluster's)"))
                                    .collect(Collectors.joining());
        }
    }

    /**
     * It is there and is left alone, because it cannot be made what is wanted.
     *
     * @param topic whole name
     * @param difference what is different
     */
    record Mismatch(String topic, String difference) implements TopicChange {
        @Override
        public String toString() {
            return "leave " + topic + " alone: it " + difference;
        }
    }
}
