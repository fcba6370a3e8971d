package dev.muster.nodes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often logins from an address failed within a minute. Remembers a bounded number of addresses. Thread-safe. */
final class FailedLogins {
    private static final int ADDRESSES = 10_000;
    private static final long MINUTE = 60_000_000_000L;

    private final int most;
    private final LongSupplier nanos;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES;
        }
    };

    private record Count(long since, int failures) {}

    FailedLogins(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    synchronized void failed(String address) {
        Count count = counts.get(address);
        counts.put(
                address,
                count == null || old(count)
                        ? new Count(nanos.getAsLong(), 1)
                        : new Count(count.since(), count.failures() + 1));
    }

    synchronized boolean tooMany(String address) {
        Count count = counts.get(address);
        return count != null && !old(count) && count.failures() >= most;
    }

    private boolean old(Count count) {
        return nanos.getAsLong() - count.since() > MINUTE;
    }
}
