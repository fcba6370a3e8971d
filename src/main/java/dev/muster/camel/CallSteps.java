package dev.muster.camel;

import dev.muster.dispatch.Branch;
import dev.muster.dispatch.Plan;
import dev.muster.dispatch.Solver;
import dev.muster.model.Call;
import dev.muster.model.Caller;
import dev.muster.model.Envelope;
import dev.muster.model.Task;
import dev.muster.security.Authorization;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.ExpressionAdapter;

/**
 * The steps of the routes {@code dispatch} and {@code receive}, each under the name by which the routes call it. Processors and not bean
 * calls, because every call of the fleet passes all of them and a bean call costs three microseconds (docs/architecture.md, hot path). What
 * travels between them: the body is what the last step made, the exchange properties {@code call} and {@code plan} stay until the roll call.
 */
public final class CallSteps {
    static final String CALL = "call";
    private static final String PLAN = "plan";

    private final Calls calls;
    private final Arrivals arrivals;
    private final Solver solver;
    private final Authorization authorization;

    /** The steps of a node. */
    public CallSteps(Calls calls, Arrivals arrivals, Solver solver, Authorization authorization) {
        this.calls = calls;
        this.arrivals = arrivals;
        this.solver = solver;
        this.authorization = authorization;
    }

    /** Makes the steps known to the routes. */
    public void bind(Registry registry) {
        step(registry, "admission", this::admit);
        step(registry, "arrival", this::arrive);
        step(registry, "plan", this::plan);
        step(registry, "share", this::share);
        step(registry, "permissions", this::narrow);
        step(registry, "rollCall", this::rollCall);
        test(registry, "remote", exchange -> calls.remote(body(exchange, Call.class)));
        test(registry, "single", exchange -> calls.single(body(exchange, Plan.class)));
        test(registry, "disturbsItself", exchange -> calls.disturbsItself(call(exchange), body(exchange, Plan.class)));
        test(registry, "here", exchange -> body(exchange, Branch.class).way() == Branch.Way.LOCAL);
        registry.bind("onlyBranch", Expression.class, new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return body(exchange, Plan.class).branches().get(0);
            }
        });
    }

    private void admit(Exchange exchange) {
        Message message = exchange.getMessage();
        String name = message.getHeader("name", String.class);
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        Caller caller = exchange.getProperty("caller", Caller.class);
        String token = exchange.getProperty("token", String.class);
        message.setBody(calls.admit(name, type, message.getBody(String.class), caller, token));
    }

    /** An envelope from the parent brings its targets with it: nothing is solved again. */
    private void arrive(Exchange exchange) {
        Envelope envelope = body(exchange, Envelope.class);
        exchange.setProperty(CALL, arrivals.fromParent(envelope));
        exchange.getMessage().setBody(solver.of(envelope.targets()));
    }

    private void plan(Exchange exchange) {
        Plan plan = calls.plan(call(exchange));
        exchange.setProperty(PLAN, plan);
        exchange.getMessage().setBody(plan);
    }

    private void share(Exchange exchange) {
        exchange.getMessage().setBody(calls.share(call(exchange), body(exchange, Branch.class)));
    }

    private void narrow(Exchange exchange) {
        exchange.getMessage().setBody(authorization.narrow(body(exchange, Task.class)));
    }

    private void rollCall(Exchange exchange) {
        Plan plan = (Plan) exchange.getProperty(PLAN);
        exchange.getMessage()
                .setBody(calls.rollCall(
                        call(exchange), plan, exchange.getMessage().getBody()));
    }

    private static Call call(Exchange exchange) {
        return (Call) exchange.getProperty(CALL);
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        return type.cast(exchange.getMessage().getBody());
    }

    private static void step(Registry registry, String name, Processor step) {
        registry.bind(name, Processor.class, step);
    }

    private static void test(Registry registry, String name, Predicate test) {
        registry.bind(name, Predicate.class, test);
    }
}
