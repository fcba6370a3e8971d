package dev.muster.camel;

import dev.muster.dispatch.ArgumentCheck;
import dev.muster.dispatch.Branch;
import dev.muster.dispatch.CallRequest;
import dev.muster.dispatch.Decision;
import dev.muster.dispatch.Paging;
import dev.muster.dispatch.Plan;
import dev.muster.dispatch.Progress;
import dev.muster.dispatch.RollCall;
import dev.muster.dispatch.Rules;
import dev.muster.dispatch.Solver;
import dev.muster.model.Arguments;
import dev.muster.model.Call;
import dev.muster.model.Caller;
import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import dev.muster.model.Outcome;
import dev.muster.model.Page;
import dev.muster.model.Reply;
import dev.muster.model.RequestType;
import dev.muster.model.Selector;
import dev.muster.model.Target;
import dev.muster.model.Task;
import dev.muster.model.Tree;
import dev.muster.security.Authorization;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a call that join dispatch, security and the catalogue, which do not know one another: admission, the routing decision,
 * the plan, a node's own share, the roll call. Called by the routes of {@code dispatch}. Stateless; thread-safe.
 */
public final class Calls {
    private final OperationCatalogue catalogue;
    private final Solver solver;
    private final Reach reach;
    private final Tree tree;
    private final Authorization authorization;
    private final ArgumentCheck check;
    private final Progress progress;
    private final DispatchSettings settings;

    /** The steps of calls that enter at this node. */
    public Calls(
            OperationCatalogue catalogue,
            Tree tree,
            Authorization authorization,
            ArgumentCheck check,
            Progress progress,
            DispatchSettings settings) {
        this.catalogue = catalogue;
        this.solver = new Solver(tree);
        this.reach = new Reach(tree, solver, authorization);
        this.tree = tree;
        this.authorization = authorization;
        this.check = check;
        this.progress = progress;
        this.settings = settings;
    }

    /** Admits a call of the generic door: reads its JSON body and checks the arguments against the operation's declaration. */
    public Call admit(String name, @Nullable String contentType, @Nullable String body, Caller caller, String token) {
        Json.accept(contentType);
        Operation operation = catalogue.find(name);
        CallRequest request = CallRequest.parse(Json.object(body));
        Arguments arguments = check.check(operation, request.arguments());
        return call(
                operation,
                new CallRequest(
                        arguments, request.selector(), request.timeout(), request.waitForComplete(), request.page()),
                caller,
                token);
    }

    /** Admits a call of a REST path: {@code nodes_list} and {@code agents_list} name the targets, everything when absent. */
    public Call query(String name, @Nullable String query, Caller caller, String token) {
        Query parameters = new Query(query);
        return admit(
                name,
                parameters,
                new Selector(parameters.list("nodes_list"), parameters.list("agents_list"), null, null, null),
                caller,
                token);
    }

    /** Admits a call to the cluster: the nodes in {@code nodes_list}, the hub and all nodes that may have children when absent. */
    public Call onCluster(String name, @Nullable String query, Caller caller, String token) {
        Query parameters = new Query(query);
        List<String> nodes = parameters.list("nodes_list");
        return admit(name, parameters, nodes == null ? Selector.CLUSTER : Selector.nodes(nodes), caller, token);
    }

    /** Admits a call to one node. */
    public Call onNode(String name, String node, @Nullable String query, Caller caller, String token) {
        return admit(name, new Query(query), Selector.nodes(List.of(node)), caller, token);
    }

    /** Admits a call to the agents of a group. */
    public Call onGroup(String name, String group, @Nullable String query, Caller caller, String token) {
        return admit(name, new Query(query), new Selector(null, null, List.of(group), null, null), caller, token);
    }

    /** Admits a call to all agents that report to a node (section 2.1, row B). */
    public Call onAgentsOf(String name, String node, @Nullable String query, Caller caller, String token) {
        return admit(
                name, new Query(query), new Selector(List.of(node), List.of("*"), null, null, null), caller, token);
    }

    private Call admit(String name, Query query, Selector selector, Caller caller, String token) {
        Operation operation = catalogue.find(name);
        boolean wait = query.flag("wait_for_complete");
        Page page = query.page();
        Arguments arguments = check.checkText(operation, query.rest());
        return call(operation, new CallRequest(arguments, selector, null, wait, page), caller, token);
    }

    private Call call(Operation operation, CallRequest request, Caller caller, String token) {
        Duration limit = request.timeout() == null ? operation.timeout() : request.timeout();
        return new Call(
                token,
                operation,
                arguments(operation, request),
                request.selector(),
                caller,
                request.waitForComplete() ? Deadline.NONE : Deadline.in(limit),
                request.waitForComplete(),
                request.page(),
                false,
                List.of(tree.self()));
    }

    private static Arguments arguments(Operation operation, CallRequest request) {
        Arguments arguments = (Arguments) request.arguments();
        if (operation.requestType() == RequestType.DISTRIBUTED_MASTER) {
            return Paging.oversampled(arguments, operation, request.page());
        }
        Selector selector = request.selector();
        boolean takesNodes = operation.arguments().stream()
                .anyMatch(argument -> argument.name().equals("node_list"));
        boolean takesAgents = operation.arguments().stream()
                .anyMatch(argument -> argument.name().equals("agent_list"));
        boolean other = selector.groups() != null || selector.labels() != null || selector.under() != null;
        if (other || (selector.nodes() != null && !takesNodes) || (selector.agents() != null && !takesAgents)) {
            throw new MusterException(
                    ErrorCode.BAD_PARAMETER,
                    "operation '" + operation.name()
                            + "' runs in one place and takes no such target; leave the target out");
        }
        return selector.nodes() == null ? arguments : arguments.with("node_list", selector.nodes());
    }

    /** True when the parent must run the call (specs/distributed-api.md section 1.3, rows 7 to 9). */
    public boolean remote(Call call) {
        return decide(call) == Decision.REMOTE;
    }

    /** Fixes the targets before anything is sent: this node alone (rows 1 to 5), or the tree below (row 6). */
    public Plan plan(Call call) {
        Plan plan =
                decide(call) == Decision.LOCAL ? alone(call) : solver.plan(call, reach.nodes(call), reach.agents(call));
        progress.started(call, plan);
        return plan;
    }

    /** True when all targets go the same way, so that there is nothing to split. */
    public boolean single(Plan plan) {
        return plan.branches().size() == 1;
    }

    /** True when the call would stop this node before it has told the others. */
    public boolean disturbsItself(@ExchangeProperty("call") Call call, @Body Plan plan) {
        return call.operation().disruptive()
                && plan.branches().size() > 1
                && plan.branches().stream().anyMatch(Calls::here);
    }

    /** The same plan in two stages: everybody else, then this node (section 9.4, restart ordering). */
    public List<Plan> stages(Plan plan) {
        return List.of(only(plan, branch -> !here(branch)), only(plan, Calls::here));
    }

    /** This node's own share of a call. */
    public Task share(Call call, Branch branch) {
        return Envelopes.task(call, branch.targets().get(0));
    }

    /** Folds what the branches ended with into the one answer. */
    public Outcome rollCall(Call call, Plan plan, Object ended) {
        List<Reply> replies = plan.branches().isEmpty() ? List.of() : Replies.of(tree.self(), ended);
        replies.forEach(reply -> progress.replied(call.token(), reply));
        Rules rules = Rules.of(call, node -> authorization.mayRead(call.caller(), node))
                .partial(settings.partialResults());
        Outcome outcome = RollCall.of(rules, plan, replies);
        progress.ended(call.token());
        return outcome;
    }

    /** How far a call that entered here is. */
    public Map<String, Object> progress(String token) {
        Progress.Snapshot call = progress.find(token)
                .orElseThrow(() -> new MusterException(ErrorCode.CALL_NOT_FOUND, "'" + token + "'"));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("token", call.token());
        shown.put("operation", call.operation());
        shown.put("caller", call.caller());
        shown.put("started", call.started().toString());
        shown.put("targets", call.targets());
        shown.put("accounted", call.accounted());
        shown.put("failed", call.failed());
        shown.put("waiting", call.waiting());
        shown.put("ended", call.ended() == null ? null : call.ended().toString());
        return shown;
    }

    private Decision decide(Call call) {
        return Decision.decide(settings.place(tree.root()), call.operation().requestType(), call.fromParent());
    }

    private Plan alone(Call call) {
        if (settings.place(tree.root()).alone()) {
            return solver.alone(call);
        }
        Target self = new Target(tree.self(), call.selector().agents());
        return new Plan(List.of(self), List.of(), List.of(new Branch(tree.self(), Branch.Way.LOCAL, List.of(self))));
    }

    private static boolean here(Branch branch) {
        return branch.way() == Branch.Way.LOCAL;
    }

    private static Plan only(Plan plan, Predicate<Branch> wanted) {
        List<Branch> branches = plan.branches().stream().filter(wanted).toList();
        List<Target> targets =
                branches.stream().flatMap(branch -> branch.targets().stream()).toList();
        return new Plan(targets, List.of(), branches);
    }
}
