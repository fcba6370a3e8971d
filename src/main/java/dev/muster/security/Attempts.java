package dev.muster.security;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed logins by address (specs/distributed-api.md section 10). An address with too many is blocked until some time has passed since
 * its last failure (D-10); a success does not reset it. Thread-safe.
 */
final class Attempts {
    /** More addresses than this are not followed at once; the one that has been quiet for longest is forgotten. */
    private static final int ADDRESSES = 10_000;

    private record Failures(int count, Instant last) {}

    private final int most;
    private final Duration block;
    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    Attempts(int most, Duration block, Clock clock) {
        this.most = most;
        this.block = block;
        this.clock = clock;
    }

    /** Fails with 6000 when an address is blocked. */
    synchronized void check(String address) {
        Failures known = current(address);
        if (known.count >= most) {
            long left =
                    Duration.between(clock.instant(), known.last.plus(block)).toSeconds() + 1;
            throw new MusterException(ErrorCode.LOGIN_BLOCKED, address + " may try again in " + left + " s");
        }
    }

    /** Counts a failure. */
    synchronized void failed(String address) {
        Failures known = current(address);
        failures.remove(address);
        if (failures.size() >= ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(address, new Failures(known.count + 1, clock.instant()));
    }

    private Failures current(String address) {
        Instant now = clock.instant();
        Failures known = failures.get(address);
        return known == null || !now.isBefore(known.last.plus(block)) ? new Failures(0, now) : known;
    }
}
