package dev.muster;

import dev.muster.events.EventAvro;
import dev.muster.events.EventJson;
import dev.muster.events.filter.AgeOff;
import dev.muster.events.filter.Deletions;
import dev.muster.events.filter.Duplicates;
import dev.muster.events.filter.EventTree;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.Reissue;
import dev.muster.events.filter.ReplayCache;
import dev.muster.events.filter.security.Ceilings;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stages that decide which events a reader gets. */
final class FilterParts {
    private static final long MOST_BYTES = 1L << 33;

    private final Settings settings;
    private final Clock clock;
    private final AgeOff ageOff;
    private final Ceilings ceilings;
    private final @Nullable Duplicates duplicates;

    /** Reads the settings of all stages; the expiry is that of a source by its name, null for none. */
    FilterParts(Settings settings, Function<String, @Nullable Duration> expiry, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        ageOff = new AgeOff(expiry, clock);
        ceilings = ceilings();
        long bytes = bytes("muster.events.dedupe-cache");
        duplicates = bytes == 0 ? null : new Duplicates(bytes);
    }

    /** Which events are past their source's expiry. */
    AgeOff ageOff() {
        return ageOff;
    }

    /** Which client got which event, if that is switched on. */
    Optional<Duplicates> duplicates() {
        return Optional.ofNullable(duplicates);
    }

    /** Results that answer tasks again, if that is switched on. */
    Optional<ReplayCache> replays(Reissue reissue, EventAvro avro) {
        ReplayCache.Bounds bounds = new ReplayCache.Bounds(
                bytes("muster.events.replay-cache"),
                settings.duration("muster.events.replay-least"),
                settings.duration("muster.events.replay-keep"));
        return bounds.bytes() == 0 ? Optional.empty() : Optional.of(new ReplayCache(bounds, avro, reissue, clock));
    }

    /** All stages. */
    Filters filters(Deletions deletions, Optional<ReplayCache> replays, EventJson json) {
        return new Filters(ageOff, ceilings, deletions, duplicates, replays.orElse(null), new EventTree(json)::of);
    }

    private Ceilings ceilings() {
        String from = settings.text("muster.events.security.releasable-from");
        try {
            OptionalLong releasable = from.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(from));
            return new Ceilings(settings.text("muster.events.security.labels"), releasable);
        } catch (NumberFormatException e) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting 'muster.events.security.releasable-from' is '" + from + "'; write a priority or nothing",
                    e);
        } catch (IllegalArgumentException e) {
            throw new MusterException(ErrorCode.CONFIGURATION, "setting " + e.getMessage(), e);
        }
    }

    private long bytes(String key) {
        long bytes = settings.size(key);
        if (bytes > MOST_BYTES) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "setting '" + key + "' is " + bytes + " bytes; write 0 for off, at most 8Gi");
        }
        return bytes;
    }
}
