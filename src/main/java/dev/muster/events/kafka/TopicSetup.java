package dev.muster.events.kafka;

import dev.muster.events.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the wanted topics and mends those that are there (specs/event-dispatcher.md section 4.3). Topics are never deleted, and one that
 * cannot be mended without loss is left alone. Waits for the cluster, so it is called on a thread that may.
 */
public final class TopicSetup {
    private static final long PATIENCE_SECONDS = 30;

    private final Admin admin;

    /** A setup that uses this client, which stays the caller's. */
    public TopicSetup(Admin admin) {
        this.admin = admin;
    }

    /**
     * Names of all topics there are.
     *
     * @throws ClusterException when the cluster does not say
     */
    public Set<String> names() throws InterruptedException {
        return new HashSet<>(get(admin.listTopics().names(), "list its topics"));
    }

    /**
     * What has to be done so that all wanted topics are there.
     *
     * @throws ClusterException when the cluster does not say what is there
     */
    public List<TopicChange> plan(Collection<Topics.Wanted> wanted) throws InterruptedException {
        Set<String> present = names();
        List<String> found = wanted.stream()
                .map(Topics.Wanted::name)
                .filter(present::contains)
                .toList();
        Map<String, TopicDescription> topics = get(admin.describeTopics(found).allTopicNames(), "describe its topics");
        Map<String, Map<String, String>> configs = configs(found);
        List<TopicChange> changes = new ArrayList<>();
        for (Topics.Wanted topic : wanted) {
            TopicDescription description = topics.get(topic.name());
            if (description == null) {
                changes.add(new TopicChange.Create(topic));
            } else {
                change(topic, description, configs.getOrDefault(topic.name(), Map.of()))
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }

    /**
     * Does what {@link #plan} answered. Several hubs may do so at once.
     *
     * @throws ClusterException when the cluster refuses something
     */
    public void apply(List<TopicChange> changes) throws InterruptedException {
        List<NewTopic> created = new ArrayList<>();
        Map<String, NewPartitions> raised = new HashMap<>();
        Map<ConfigResource, Collection<AlterConfigOp>> altered = new HashMap<>();
        for (TopicChange change : changes) {
            if (change instanceof TopicChange.Create create) {
                created.add(newTopic(create.wanted()));
            } else if (change instanceof TopicChange.Mend mend) {
                if (mend.partitions() > 0) {
                    raised.put(mend.topic(), NewPartitions.increaseTo(mend.partitions()));
                }
                if (!mend.config().isEmpty()) {
                    altered.put(new ConfigResource(ConfigResource.Type.TOPIC, mend.topic()), operations(mend.config()));
                }
            }
        }
        create(created);
        get(admin.incrementalAlterConfigs(altered).all(), "change settings of topics");
        get(admin.createPartitions(raised).all(), "add partitions");
    }

    private void create(List<NewTopic> created) throws InterruptedException {
        for (Map.Entry<String, KafkaFuture<Void>> topic :
                admin.createTopics(created).values().entrySet()) {
            try {
                get(topic.getValue(), "create topic " + topic.getKey());
            } catch (ClusterException e) {
                // another hub may have been faster
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static NewTopic newTopic(Topics.Wanted wanted) {
        NewTopic topic = wanted.assignment().isEmpty()
                ? new NewTopic(wanted.name(), wanted.partitions(), (short) wanted.replicas())
                : new NewTopic(wanted.name(), wanted.assignment());
        return topic.configs(wanted.config());
    }

    private static Collection<AlterConfigOp> operations(Map<String, Optional<String>> config) {
        return config.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue().orElse(null)),
                        setting.getValue().isPresent() ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE))
                .collect(Collectors.toList());
    }

    private static Optional<TopicChange> change(
            Topics.Wanted wanted, TopicDescription description, Map<String, String> config) {
        int partitions = description.partitions().size();
        int replicas = description.partitions().get(0).replicas().size();
        if (partitions > wanted.partitions() || replicas != wanted.replicas()) {
            return Optional.of(new TopicChange.Mismatch(
                    wanted.name(),
                    "has " + partitions + " partitions and " + replicas + " replicas where " + wanted.partitions()
                            + " and " + wanted.replicas() + " are wanted"));
        }
        Map<String, Optional<String>> settings = new HashMap<>();
        wanted.config().forEach((key, value) -> {
            if (!value.equals(config.get(key))) {
                settings.put(key, Optional.of(value));
            }
        });
        config.keySet().stream()
                .filter(key -> !wanted.config().containsKey(key))
                .forEach(key -> settings.put(key, Optional.empty()));
        int more = partitions < wanted.partitions() ? wanted.partitions() : 0;
        return more == 0 && settings.isEmpty()
                ? Optional.empty()
                : Optional.of(new TopicChange.Mend(wanted.name(), more, settings));
    }

    /** The settings that a topic has of its own. */
    private Map<String, Map<String, String>> configs(List<String> topics) throws InterruptedException {
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> described =
                get(admin.describeConfigs(resources).all(), "describe settings of topics");
        Map<String, Map<String, String>> configs = new HashMap<>();
        described.forEach((resource, config) -> configs.put(
                resource.name(),
                config.entries().stream()
                        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                        .collect(Collectors.toMap(ConfigEntry::name, entry -> String.valueOf(entry.value())))));
        return configs;
    }

    private static <T> T get(KafkaFuture<T> future, String what) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ClusterException("the Kafka cluster did not " + what + ": " + Failures.reason(e), e.getCause());
        } catch (TimeoutException e) {
            throw new ClusterException(
                    "the Kafka cluster did not " + what + " within " + PATIENCE_SECONDS + " seconds", e);
        }
    }
}
