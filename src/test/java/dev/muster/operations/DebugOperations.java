package dev.muster.operations;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import dev.muster.model.Sort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Beans of the test-only operations {@code debug.*} (specs/distributed-api.md section 13.3). One per node. */
public final class DebugOperations {
    private final String node;
    private final Map<String, String> services;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    /** For the node named, whose service states the map holds. */
    public DebugOperations(String node, Map<String, String> services) {
        this.node = node;
        this.services = services;
    }

    /** How often any operation of this bean was run. */
    public int calls() {
        return calls.get();
    }

    /** How often the method of that name was run. */
    public int calls(String method) {
        return runs.getOrDefault(method, 0);
    }

    /** How often a sleep was interrupted. */
    public int interrupted() {
        return interrupted.get();
    }

    public Map<String, Object> sleep(Arguments arguments) throws InterruptedException {
        count("sleep");
        if (here(arguments)) {
            try {
                awaitNothing(arguments.integer("ms"));
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        }
        return Map.of("slept", here(arguments) ? arguments.integer("ms") : 0L);
    }

    public Map<String, Object> sleepDeaf(Arguments arguments) {
        count("sleepDeaf");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(arguments.integer("ms"));
        boolean heard = false;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            try {
                awaitNothing(1 + TimeUnit.NANOSECONDS.toMillis(left));
            } catch (InterruptedException e) {
                heard = true;
            }
        }
        if (heard) {
            Thread.currentThread().interrupt();
        }
        return Map.of("slept", arguments.integer("ms"));
    }

    public Object fail(Arguments arguments) {
        count("fail");
        throw new IllegalStateException("the secret innards of the program");
    }

    public Map<String, Object> userError(Arguments arguments) {
        count("userError");
        if (!here(arguments)) {
            return Map.of("fine", true);
        }
        ErrorCode code = ErrorCode.of((int) arguments.integer("code")).orElse(ErrorCode.BAD_PARAMETER);
        throw new MusterException(Failure.of(code).withIds(ids(arguments)), null);
    }

    public Object badJson(Arguments arguments) throws JsonProcessingException {
        count("badJson");
        throw new JsonParseException(null, "unexpected end of input");
    }

    public Object crash(Arguments arguments) {
        count("crash");
        throw new OutOfMemoryError("as asked");
    }

    public Object databaseFailure(Arguments arguments) throws SQLException {
        count("databaseFailure");
        throw new SQLException("the disk of the database is full", "53100");
    }

    public Map<String, Object> payload(Arguments arguments) throws NoSuchAlgorithmException {
        count("payload");
        byte[] bytes = new byte[(int) arguments.integer("bytes")];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + (i * 7 + i / 101) % 26);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "sha256",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        answer.put("payload", new String(bytes, StandardCharsets.ISO_8859_1));
        return answer;
    }

    public Items items(Arguments arguments) {
        count("items");
        List<Map<String, Object>> items = new ArrayList<>();
        String prefix = arguments.text("prefix", "");
        for (int i = 0; i < arguments.integer("n"); i++) {
            items.add(Map.of("name", String.format("%s%05d-%s", prefix, i, node), "from", node));
        }
        return Items.of(items, Sort.by("name"), Messages.of("debug.items"));
    }

    public Outcome mapping(Arguments arguments) {
        count("mapping");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", 1);
        values.put("nodes", List.of(node));
        values.put("text", arguments.text("text", "same"));
        values.put("healthy", true);
        values.put("per_node", Map.of(node, Map.of("value", 1)));
        return Mapping.of(values);
    }

    public Map<String, Object> service(Arguments arguments) {
        count("service");
        if (here(arguments)) {
            services.put(arguments.text("name"), arguments.text("state"));
        }
        return new LinkedHashMap<>(services);
    }

    public Map<String, Object> whoami(Arguments arguments) {
        count("whoami");
        return Map.of("name", node);
    }

    public Map<String, Object> secret(Arguments arguments) {
        count("secret");
        return Map.of("length", arguments.text("password").length());
    }

    /** The ids asked for; {@code {node}} in one of them stands for this node. */
    private Set<String> ids(Arguments arguments) {
        Set<String> ids = new LinkedHashSet<>();
        arguments.texts("ids").forEach(id -> ids.add(id.replace("{node}", node)));
        return ids;
    }

    private boolean here(Arguments arguments) {
        String wanted = arguments.text("node", "");
        return wanted.isEmpty() || wanted.equals(node);
    }

    private void count(String method) {
        calls.incrementAndGet();
        runs.merge(method, 1, Integer::sum);
    }

    /** A latch that nobody opens: a wait that ends by time or interrupt. */
    private static void awaitNothing(long millis) throws InterruptedException {
        boolean opened = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        assert !opened;
    }
}
