package dev.muster.camel;

import dev.muster.model.ErrorCode;
import dev.muster.model.Likeness;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * What this process can be asked to do, read from the running CamelContext: the operations of loaded files and those that stand in the
 * context for other reasons, as under {@code camel run}. Reads are lock-free and see all operations of a reload at once.
 */
public final class OperationCatalogue {
    /** Stands between name and version in the id of a route that {@link OperationLoader} runs. */
    static final char VERSION = '@';

    private final CamelContext context;
    private final OperationReader reader;
    private final OperationVersions versions;
    private final Map<String, BrokenOperation> broken = new ConcurrentHashMap<>();
    private volatile Map<String, CallableOperation> current = Map.of();

    /** The operations of that context, from now until it is stopped. */
    public OperationCatalogue(CamelContext context, OperationVersions versions) {
        this.context = context;
        this.versions = versions;
        this.reader = new OperationReader(context);
        RoutePropertyYaml.install(context);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onRoutesAdd(Collection<Route> routes) {
                routes.forEach(OperationCatalogue.this::discover);
            }

            @Override
            public void onRoutesRemove(Collection<Route> routes) {
                routes.forEach(OperationCatalogue.this::forget);
            }
        });
        context.getRoutes().forEach(this::discover);
    }

    /** The operation of that name; error 3073 with the names nearest to it when there is none. */
    public Operation find(String name) {
        return entry(name).operation();
    }

    /** The operation of that name, if there is one. */
    public Optional<Operation> known(String name) {
        return Optional.ofNullable(current.get(name)).map(CallableOperation::operation);
    }

    /** All operations, ordered by name. */
    public List<Operation> all() {
        return current.values().stream()
                .map(CallableOperation::operation)
                .sorted(Comparator.comparing(Operation::name))
                .toList();
    }

    /** A lease on the newest version; error 3073 when there is none. Made for the hot path: one map lookup and one counter. */
    public Lease lease(String name) {
        for (; ; ) {
            CallableOperation entry = entry(name);
            if (entry.enter()) {
                return new Lease(entry);
            }
        }
    }

    /** All operations as shown to a caller, ordered by name. */
    public List<Map<String, Object>> describe() {
        return all().stream().map(operation -> describe(operation.name())).toList();
    }

    /** One operation as shown to a caller, with the schema of its arguments; error 3073 when there is none. */
    public Map<String, Object> describe(String name) {
        CallableOperation entry = entry(name);
        return OperationSheet.of(entry.operation(), entry.loadedAt(), versions);
    }

    /** Why operation routes that stand in the context by themselves were left out, by route id. */
    public Map<String, String> refused() {
        Map<String, String> reasons = new TreeMap<>();
        broken.forEach((id, reason) -> reasons.put(id, reason.failure().message()));
        return reasons;
    }

    /** Changes all entries in one step, as seen by every reader. */
    synchronized void change(Consumer<Map<String, CallableOperation>> edit) {
        Map<String, CallableOperation> next = new HashMap<>(current);
        edit.accept(next);
        current = Map.copyOf(next);
    }

    /** Operations that no loaded file brought: name to file. */
    Map<String, String> standing() {
        Map<String, String> found = new HashMap<>();
        current.forEach((name, entry) -> {
            if (entry.route().getRouteId().indexOf(VERSION) < 0) {
                found.put(name, entry.operation().file());
            }
        });
        return found;
    }

    private CallableOperation entry(String name) {
        CallableOperation entry = current.get(name);
        if (entry == null) {
            throw new MusterException(
                    ErrorCode.UNKNOWN_OPERATION, "'" + name + "'" + Likeness.suggestion(name, current.keySet()));
        }
        return entry;
    }

    private void discover(Route route) {
        String id = route.getRouteId();
        if (!OperationReader.GROUP.equals(route.getGroup()) || id.indexOf(VERSION) >= 0) {
            return;
        }
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(id);
        Resource source = route.getSourceResource();
        String file = source == null ? "" : source.getLocation().replaceAll(".*[/:]", "");
        try {
            Operation operation = reader.read(definition, new OperationReader.Place(file, digest(source), key -> 0));
            change(entries -> entries.put(id, new CallableOperation(operation, route, Instant.now())));
            broken.remove(id);
        } catch (BrokenOperation e) {
            broken.put(id, e);
        }
    }

    private void forget(Route route) {
        broken.remove(route.getRouteId());
        change(entries ->
                entries.computeIfPresent(route.getRouteId(), (id, entry) -> entry.route() == route ? null : entry));
    }

    private static String digest(@Nullable Resource source) {
        if (source == null || !source.exists()) {
            return "";
        }
        try (InputStream content = source.getInputStream()) {
            return OperationSource.digest(content.readNBytes(OperationSource.LIMIT));
        } catch (IOException e) {
            return "";
        }
    }
}
