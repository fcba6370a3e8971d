package dev.muster.camel;

import dev.muster.dispatch.Branch;
import dev.muster.model.Call;
import dev.muster.model.Envelope;
import dev.muster.model.Target;
import dev.muster.model.Task;
import java.util.ArrayList;
import java.util.List;

/** The forms a call takes between its hops (design section 4). */
final class Envelopes {
    private Envelopes() {}

    /** The envelope of a branch. */
    static Envelope down(Call call, Branch branch) {
        return new Envelope(
                call.token(),
                call.operation().name(),
                call.operation().digest(),
                call.arguments(),
                branch.targets(),
                null,
                null,
                call.caller().identity(),
                call.deadline().remaining(),
                call.waitForComplete(),
                call.broadcasting(),
                call.hops());
    }

    /** The envelope that asks the parent to run the whole call. */
    static Envelope up(Call call) {
        return new Envelope(
                call.token(),
                call.operation().name(),
                "",
                call.arguments(),
                List.of(),
                call.selector(),
                call.page(),
                call.caller().identity(),
                call.deadline().remaining(),
                call.waitForComplete(),
                call.broadcasting(),
                call.hops());
    }

    /** One target's share, on the node that runs it. */
    static Task task(Call call, Target target) {
        return new Task(
                call.token(),
                call.operation(),
                target.agents() == null ? call.arguments() : call.arguments().with("agent_list", target.agents()),
                call.caller(),
                target.node(),
                call.deadline(),
                call.broadcasting(),
                List.of(),
                call.hops());
    }

    /** The way a call came, with this node at its end. */
    static List<String> through(List<String> hops, String self) {
        List<String> way = new ArrayList<>(hops);
        way.add(self);
        return way;
    }
}
