package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cases 33 and 35 of specs/event-dispatcher.md section 10.2: what operators see of a hub with three levels of settings for its topics. */
@Timeout(60)
class EventTopicsTest {
    private static final String PREFIX = "azul.qa02.";
    private static final List<String> ACTIONS = List.of("sourced", "extracted", "augmented", "mapped", "enriched");

    @RegisterExtension
    static final EventHub HUB = new EventHub(
            "muster.events.prefix",
            "qa02",
            "muster.events.partitions",
            "2",
            "muster.events.sources",
            "sources: {lab: {expire_events_after: 2 months, kafka: {numpartitions: 4,"
                    + " config: {segment.bytes: 268435456, retention.ms: 7}}}, feed: {}}",
            "muster.events.topics",
            "[{topic: system.status, numpartitions: 6, config: {retention.ms: 3600000}},"
                    + " {topic: lab.binary.sourced, numpartitions: 8}]");

    @Test
    void case33_theMetricsCountAnswersByTheirCode() {
        assertThat(HUB.publish("model=binary", "not json").status()).isEqualTo(422);
        assertThat(HUB.send("BREW", "/api/v2/event/pot/of/" + System.nanoTime(), new byte[0])
                        .status())
                .isEqualTo(404);

        assertThat(HUB.get("/metrics").text())
                .contains("dispatcher_restapi_response_codes{code=\"422\",method=\"POST\",path=\"/api/v2/event\"} 1.0")
                .contains("dispatcher_restapi_time_seconds_bucket{method=\"POST\",path=\"/api/v2/event\",le=\"0.005\"}")
                .contains("dispatcher_restapi_response_codes{code=\"404\",method=\"other\",path=\"other\"} 1.0");
    }

    @Test
    void case35_topicsAreMadeFromTheThreeLevelsFieldByField() throws Exception {
        try (Admin admin = HUB.kafka().admin()) {
            Map<String, Integer> partitions = partitions(admin);
            Map<String, Config> configs = configs(admin, partitions.keySet());

            assertThat(partitions).containsAllEntriesOf(expectedPartitions());
            ACTIONS.forEach(action -> {
                Config lab = configs.get("lab.binary." + action);
                assertThat(value(lab, "cleanup.policy")).isEqualTo("delete");
                assertThat(value(lab, "retention.ms")).isEqualTo("5184000000");
                assertThat(value(lab, "segment.bytes")).isEqualTo("268435456");
                Config feed = configs.get("feed.binary." + action);
                assertThat(value(feed, "cleanup.policy")).isEqualTo("compact");
                assertThat(value(feed, "retention.ms")).isEqualTo("-1");
            });
            Stream.of("insert", "delete", "retrohunt")
                    .forEach(name -> assertConfig(configs.get("system." + name), "compact", "-1"));
            Stream.of("expedite", "error", "plugin")
                    .forEach(name -> assertConfig(configs.get("system." + name), "delete", days(7)));
            assertConfig(configs.get("system.status"), "delete", "3600000");
            assertConfig(
                    configs.get("system.download"),
                    "delete",
                    String.valueOf(Duration.ofHours(12).toMillis()));
            assertConfig(configs.get("system.report"), "delete", days(28));
        }
    }

    private static Map<String, Integer> expectedPartitions() {
        Map<String, Integer> expected = new TreeMap<>();
        ACTIONS.forEach(action -> {
            expected.put("lab.binary." + action, action.equals("sourced") ? 8 : 4);
            expected.put("feed.binary." + action, 2);
        });
        Stream.of("insert", "delete", "retrohunt", "expedite", "error", "plugin", "download", "report", "scrape")
                .forEach(name -> expected.put("system." + name, 2));
        expected.put("system.status", 6);
        return expected;
    }

    private static void assertConfig(Config config, String policy, String retention) {
        assertThat(value(config, "cleanup.policy")).isEqualTo(policy);
        assertThat(value(config, "retention.ms")).isEqualTo(retention);
        assertThat(value(config, "segment.bytes")).isEqualTo("1073741824");
    }

    private static String value(Config config, String key) {
        return config.get(key).value();
    }

    private static String days(int days) {
        return String.valueOf(Duration.ofDays(days).toMillis());
    }

    private static Map<String, Integer> partitions(Admin admin) throws Exception {
        Set<String> names = admin.listTopics().names().get(30, TimeUnit.SECONDS);
        return admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS).values().stream()
                .filter(topic -> topic.name().startsWith(PREFIX))
                .collect(Collectors.toMap(topic -> topic.name().substring(PREFIX.length()), topic -> topic.partitions()
                        .size()));
    }

    private static Map<String, Config> configs(Admin admin, Set<String> names) throws Exception {
        List<ConfigResource> topics = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, PREFIX + name))
                .toList();
        return admin.describeConfigs(topics).all().get(30, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().name().substring(PREFIX.length()), Map.Entry::getValue));
    }
}
