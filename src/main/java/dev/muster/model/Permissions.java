package dev.muster.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The flattened permissions of a caller (specs/distributed-api.md section 7.3). Order matters: later entries win.
 *
 * @param mode what holds when no policy speaks
 * @param rules action to resource to effect, in order
 */
public record Permissions(Mode mode, Map<String, Map<String, Effect>> rules) {
    /** What holds when no policy speaks. */
    public enum Mode {
        /** Nothing is allowed unless a policy allows it. */
        WHITE,
        /** Everything is allowed unless a policy denies it. */
        BLACK;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a policy says about a resource. */
    public enum Effect {
        ALLOW,
        DENY;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing allowed. */
    public static final Permissions NONE = new Permissions(Mode.WHITE, Map.of());

    /** Copies the maps, keeping order. */
    public Permissions {
        Map<String, Map<String, Effect>> copy = new LinkedHashMap<>();
        rules.forEach((action, effects) -> copy.put(action, Collections.unmodifiableMap(new LinkedHashMap<>(effects))));
        rules = Collections.unmodifiableMap(copy);
    }
}
