package dev.muster.camel;

import dev.muster.model.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * One version of one operation file as routes. Ids and {@code direct} names carry the version, so that two versions stand in one context
 * and none waits for the other. A route without a {@code routeConfigurationId} or error handler of its own gets none: what an operation throws
 * is an answer for the caller. Not thread-safe; only the loader's thread uses it.
 */
final class OperationRoutes {
    private static final long STOP_SECONDS = 5;

    private final ModelCamelContext context;
    private OperationSource source;
    private final RouteVersion version;
    private final OperationYaml yaml;
    private final List<RouteDefinition> definitions;
    private final List<String> background = new ArrayList<>();
    private final Map<String, String> directs = new LinkedHashMap<>();
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, CallableOperation> callables = new HashMap<>();

    private OperationRoutes(
            ModelCamelContext context, OperationSource source, OperationYaml yaml, RouteBuilder builder) {
        this.context = context;
        this.source = source;
        this.yaml = yaml;
        this.definitions = List.copyOf(builder.getRouteCollection().getRoutes());
        this.version = RouteVersion.free(context, source.digest());
        readOperations();
        giveVersion(builder);
    }

    /** Reads a file without touching the context; refuses it with its line and reason. */
    static OperationRoutes parse(ModelCamelContext context, OperationSource source) {
        if (source.unreadable() != null) {
            throw source.unreadable();
        }
        OperationYaml yaml = OperationYaml.read(source);
        Resource resource = ResourceHelper.fromBytes(source.file(), source.content());
        try {
            RouteBuilder builder =
                    (RouteBuilder) RoutePropertyYaml.install(context).loadRoutesBuilder(resource);
            builder.setCamelContext(context);
            builder.configure();
            return new OperationRoutes(context, source, yaml, builder);
        } catch (BrokenOperation e) {
            throw e;
        } catch (MarkedYamlEngineException e) {
            throw OperationYaml.broken(source.file(), e);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new BrokenOperation(source.file(), 0, Reasons.of(e));
        }
    }

    OperationSource source() {
        return source;
    }

    /** Notes that the same content now comes from elsewhere. */
    void comesFrom(OperationSource other) {
        source = other;
    }

    /** Names that no other file may use: route ids and direct names, without version. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(directs.keySet());
        definitions.forEach(route -> names.add(RouteVersion.plain(route.getRouteId())));
        return names;
    }

    /** Direct names to the versioned ones. */
    Map<String, String> directs() {
        return directs;
    }

    /** The operations by name; empty before {@link #install}. */
    Map<String, CallableOperation> callables() {
        return callables;
    }

    /** Builds and starts all routes that are entered by {@code direct}; leaves nothing behind when one of them fails. */
    void install() {
        try {
            context.addRouteDefinitions(definitions);
            for (Operation operation : operations.values()) {
                Route route = context.getRoute(version.of(operation.name()));
                if (route == null
                        || !context.getRouteController()
                                .getRouteStatus(route.getRouteId())
                                .isStarted()) {
                    throw new BrokenOperation(
                            source.file(),
                            0,
                            "route '" + operation.name()
                                    + "' did not start; remove autoStartup and precondition from it");
                }
                callables.put(operation.name(), new CallableOperation(operation, route, Instant.now()));
            }
        } catch (BrokenOperation e) {
            remove();
            throw e;
        } catch (Exception | LinkageError | StackOverflowError e) {
            remove();
            throw broken(e);
        }
    }

    /** Starts the routes that run by themselves, such as timers; all or none. */
    void startBackground() {
        for (String id : background) {
            try {
                context.getRouteController().startRoute(id);
            } catch (Exception e) {
                stopBackground();
                throw broken(e);
            }
        }
    }

    /** Stops the routes that run by themselves, giving a running exchange a few seconds. */
    void stopBackground() {
        background.forEach(this::stop);
    }

    /** True when no call is inside any route. */
    boolean idle() {
        return callables.values().stream().allMatch(CallableOperation::idle)
                && definitions.stream()
                        .allMatch(route -> context.getInflightRepository().size(route.getRouteId()) == 0);
    }

    /** Takes the routes and their endpoints out of the context. */
    void remove() {
        callables.clear();
        for (RouteDefinition definition : definitions) {
            stop(definition.getRouteId());
            try {
                if (context.getRouteDefinition(definition.getRouteId()) != null) {
                    context.removeRouteDefinition(definition);
                }
            } catch (Exception e) {
                throw new IllegalStateException(
                        "route " + definition.getRouteId() + " cannot be removed: " + Reasons.of(e), e);
            }
        }
        try {
            for (String direct : directs.values()) {
                context.removeEndpoints("direct://" + direct);
            }
        } catch (Exception e) {
            throw new IllegalStateException(
                    "endpoints of " + source.file() + " cannot be removed: " + Reasons.of(e), e);
        }
    }

    private void stop(String id) {
        if (context.getRoute(id) == null) {
            return;
        }
        try {
            context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("route " + id + " cannot be stopped: " + Reasons.of(e), e);
        }
    }

    private BrokenOperation broken(Throwable e) {
        String reason = version.removedFrom(Reasons.of(e));
        int line = 0;
        for (int index = 0; index < definitions.size(); index++) {
            if (reason.contains(": " + RouteVersion.plain(definitions.get(index).getRouteId()) + " ")) {
                line = yaml.line(index);
            }
        }
        return new BrokenOperation(source.file(), line, reason);
    }

    private void readOperations() {
        OperationReader reader = new OperationReader(context);
        Set<String> ids = new LinkedHashSet<>();
        for (int index = 0; index < definitions.size(); index++) {
            RouteDefinition route = definitions.get(index);
            int at = index;
            if (route.getRouteId() == null
                    || route.getRouteId().indexOf(OperationCatalogue.VERSION) >= 0
                    || !ids.add(route.getRouteId())) {
                String id = String.valueOf(route.getRouteId());
                throw new BrokenOperation(
                        source.file(),
                        yaml.line(at),
                        "route id '" + id + "' is missing, used twice or has an '@'; give each route its own");
            }
            if (OperationReader.GROUP.equals(route.getGroup())) {
                OperationReader.Place place = new OperationReader.Place(
                        source.file(), source.digest(), key -> key.isEmpty() ? yaml.line(at) : yaml.line(at, key));
                operations.put(route.getRouteId(), reader.read(route, place));
            }
        }
    }

    private void giveVersion(RouteBuilder builder) {
        for (RouteDefinition route : definitions) {
            String name = DirectNames.nameOf(route.getInput().getEndpointUri());
            if (!name.isEmpty()) {
                directs.put(name, version.of(name));
            }
        }
        for (RouteDefinition route : definitions) {
            boolean direct =
                    !DirectNames.nameOf(route.getInput().getEndpointUri()).isEmpty();
            route.setId(version.of(route.getRouteId()));
            DirectNames.rename(route, directs);
            if (!direct && !"false".equals(route.getAutoStartup())) {
                route.setAutoStartup("false");
                background.add(route.getRouteId());
            }
            if (route.getRouteConfigurationId() != null) {
                builder.getRouteCollection().prepareRoute(route);
            } else if (!route.isErrorHandlerFactorySet()) {
                route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
            }
        }
    }
}
