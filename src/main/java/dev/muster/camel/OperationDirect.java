package dev.muster.camel;

import java.util.Map;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;

/**
 * The {@code direct} component with names that point to versions: {@code direct:node.info} reaches the newest {@code node.info}, as it
 * would if Camel had loaded the file, while the consumers themselves carry versions. Stock {@code direct} has no such second name.
 */
public final class OperationDirect extends DirectComponent {
    private static final String SCHEME = "direct://";

    private volatile Map<String, String> versions = Map.of();

    /** Points names to versioned ones, all in one step; producers look their consumer up again. */
    void point(Map<String, String> names) {
        versions = Map.copyOf(names);
        removeConsumer(SCHEME, null);
    }

    @Override
    protected DirectConsumer getConsumer(String key, boolean block, long timeout) throws InterruptedException {
        String name = key.startsWith(SCHEME) ? key.substring(SCHEME.length()) : key;
        String version = versions.get(name);
        return super.getConsumer(version == null ? key : SCHEME + version, block, timeout);
    }
}
