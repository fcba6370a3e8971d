package dev.muster.events;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML that stands in a setting; what is wrong in it is told with the name of the setting. */
final class SettingYaml {
    private final String setting;

    SettingYaml(String setting) {
        this.setting = setting;
    }

    /** The document, null when the text is blank. */
    Object read(String text) {
        try {
            Object read = new Load(LoadSettings.builder().setLabel(setting).build()).loadFromString(text);
            return read == null ? Map.of() : read;
        } catch (YamlEngineException e) {
            throw bad("is no YAML: " + e.getMessage());
        }
    }

    /** A mapping with its keys as texts; nothing is an empty one. */
    Map<String, Object> map(Object value, String what) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> found)) {
            throw bad("has '" + value + "' where " + what + " should be a mapping");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        found.forEach((key, member) -> map.put(String.valueOf(key), member));
        return map;
    }

    /** A mapping whose keys may be written in any case and with or without _ and -. */
    Map<String, Object> loose(Object value, String what) {
        Map<String, Object> map = new LinkedHashMap<>();
        map(value, what)
                .forEach((key, member) ->
                        map.put(key.toLowerCase(Locale.ROOT).replace("_", "").replace("-", ""), member));
        return map;
    }

    /** A list; nothing is an empty one. */
    List<?> list(Object value, String what) {
        if (value == null || value instanceof Map<?, ?> map && map.isEmpty()) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw bad("has '" + value + "' where " + what + " should be a list");
        }
        return list;
    }

    MusterException bad(String what) {
        return new MusterException(ErrorCode.CONFIGURATION, "setting '" + setting + "' " + what);
    }
}
