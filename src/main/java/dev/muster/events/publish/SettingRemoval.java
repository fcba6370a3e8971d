package dev.muster.events.publish;

import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.EventSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties the settings of a source from the depth on that one of them names. The key was made from them before. */
final class SettingRemoval implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(SettingRemoval.class);
    private static final String DEPTH = "remove_at_depth";

    @Override
    public String name() {
        return "SourceSettingRemoval";
    }

    @Override
    public List<Draft> apply(Draft draft) {
        if (draft.event() instanceof BinaryEvent event) {
            EventSource source = event.getSource();
            String depth = source.getSettings().get(DEPTH);
            if (depth != null && reached(depth, source)) {
                source.setSettings(Map.of());
            }
        }
        return List.of(draft);
    }

    private static boolean reached(String depth, EventSource source) {
        try {
            return source.getPath().size() >= Integer.parseInt(depth);
        } catch (NumberFormatException e) {
            LOG.warn("source {}: settings stay because {} is '{}', not a whole number", source.getName(), DEPTH, depth);
            return false;
        }
    }
}
