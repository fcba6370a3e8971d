package dev.muster.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * How the cluster is reached: its address and what the settings pass through to every client, such as {@code security.protocol},
 * {@code sasl.*} and {@code ssl.*}. Immutable.
 *
 * @param brokers bootstrap addresses, {@code host:port} separated by commas
 * @param client what is passed through
 */
public record KafkaAccess(String brokers, Map<String, String> client) {
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    /** Keeps a copy. */
    public KafkaAccess {
        client = Map.copyOf(client);
    }

    /** Settings for any client; of these, what is passed through wins. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACK_OFF.toMillis());
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, BACK_OFF.toMillis());
        settings.put("auto.include.jmx.reporter", "false");
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.putAll(client);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return settings;
    }

    /** A client for topics and groups; the caller closes it. */
    public Admin admin() {
        return Admin.create(settings());
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "KafkaAccess[" + brokers + "]";
    }
}
