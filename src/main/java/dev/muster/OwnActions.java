package dev.muster;

import dev.muster.camel.ApiInformation;
import dev.muster.history.Answers;
import dev.muster.model.ErrorCode;
import dev.muster.model.History;
import dev.muster.model.MusterException;
import dev.muster.model.ResultCode;
import dev.muster.nodes.LocalActions;
import dev.muster.nodes.NodeFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node does itself when a message says so (specs/node-proxy.md section 0). Thread-safe. */
final class OwnActions implements LocalActions {
    private static final Logger LOG = LoggerFactory.getLogger(OwnActions.class);

    private final Map<String, Consumer<NodeFrame>> actions = new LinkedHashMap<>();
    private final History history;
    private final ApiInformation information;
    private final Answers answers;
    private final Function<NodeFrame, CompletionStage<?>> parent;

    /**
     * Actions that need nothing but this node.
     *
     * @param parent tells the parent something
     */
    OwnActions(
            History history,
            ApiInformation information,
            Answers answers,
            Function<NodeFrame, CompletionStage<?>> parent) {
        this.history = history;
        this.information = information;
        this.answers = answers;
        this.parent = parent;
        actions.put("PING", this::pong);
        actions.put("GETLOG", this::tellRows);
        actions.put("PUTLOG", this::putRow);
        for (String question : ApiInformation.QUESTIONS) {
            actions.put(question, this::inform);
        }
    }

    /** Adds what another capability does. To be called before messages come. */
    OwnActions with(String action, Consumer<NodeFrame> work) {
        actions.put(action, work);
        return this;
    }

    @Override
    public boolean knows(String action) {
        return actions.containsKey(action);
    }

    @Override
    public void execute(NodeFrame frame) {
        try {
            actions.get(frame.action()).accept(frame);
        } catch (MusterException e) {
            history.write(frame.token(), ResultCode.KO, e.failure().message());
        }
    }

    private void pong(NodeFrame frame) {
        upward(new NodeFrame("PONG", frame.token(), "", information.pong()));
    }

    /** Each part waits for the one before, so that a parent that cannot keep up sets the pace. */
    private void tellRows(NodeFrame frame) {
        CompletionStage<?> last = null;
        for (Map<String, Object> part : answers.parts(frame.data())) {
            NodeFrame rows = new NodeFrame("SETLOGS", frame.token(), "", part);
            last = last == null ? parent.apply(rows) : last.thenCompose(done -> parent.apply(rows));
        }
        if (last != null) {
            last.whenComplete((done, problem) -> {
                if (problem != null) {
                    LOG.info("The parent did not take all rows and will ask again: {}", problem.getMessage());
                }
            });
        }
    }

    private void putRow(NodeFrame frame) {
        Map<String, Object> data = frame.data();
        ResultCode code =
                data.get("code") instanceof Number number ? ResultCode.of(number.intValue()) : ResultCode.BEGIN;
        if (!(data.get("data") instanceof Map<?, ?> content)) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "PUTLOG needs 'data', an object");
        }
        Map<String, Object> row = new LinkedHashMap<>();
        content.forEach((name, value) -> row.put(String.valueOf(name), value));
        history.write(data.get("token") instanceof String token ? token : frame.token(), code, row);
    }

    private void inform(NodeFrame frame) {
        Map<String, Object> answer = information.answer(frame.action(), frame.data());
        if (!answer.isEmpty()) {
            history.write(frame.token(), ResultCode.OK, answer);
        }
    }

    private void upward(NodeFrame frame) {
        parent.apply(frame).whenComplete((done, problem) -> {
            if (problem != null) {
                LOG.debug("The parent did not take {}: {}", frame.action(), problem.getMessage());
            }
        });
    }
}
