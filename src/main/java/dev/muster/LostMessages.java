package dev.muster;

import dev.muster.history.Lookup;
import dev.muster.model.History;
import dev.muster.model.NodeType;
import dev.muster.model.ResultCode;
import dev.muster.nodes.LedgerFile;
import dev.muster.nodes.LedgerFile.Lost;
import dev.muster.nodes.Register;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives their last row to messages that a killed run of this program had accepted. None is sent again, because nobody knows whether its sender
 * still wants it done. One that its node may have got is given time to be heard of first.
 */
final class LostMessages {
    private static final Logger LOG = LoggerFactory.getLogger(LostMessages.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final LedgerFile ledger;
    private final History history;
    private final Lookup lookup;
    private final Register register;
    private final Vertx vertx;
    private final Duration patience;

    LostMessages(LedgerFile ledger, History history, Lookup lookup, Register register, Vertx vertx, Duration patience) {
        this.ledger = ledger;
        this.history = history;
        this.lookup = lookup;
        this.register = register;
        this.vertx = vertx;
        this.patience = patience;
    }

    /** Begins to settle what the last run left; returns at once. */
    void settle() {
        for (Lost lost : ledger.left()) {
            settle(lost, elsewhere(lost) ? patience : Duration.ofMillis(1));
        }
    }

    private void settle(Lost lost, Duration pause) {
        vertx.setTimer(Math.max(1, pause.toMillis()), now -> vertx.executeBlocking(
                        () -> {
                            end(lost);
                            return true;
                        },
                        false)
                .onFailure(problem -> {
                    LOG.warn("The end of {} under {} cannot be written yet", lost.action(), lost.token(), problem);
                    settle(lost, AGAIN);
                }));
    }

    private void end(Lost lost) {
        if (!heardOf(lost)) {
            history.write(lost.token(), ResultCode.KO, text(lost));
        }
        ledger.end(lost.number());
    }

    /** A node that has it writes its end itself; what was to be done from here can only have ended before the kill. */
    private boolean heardOf(Lost lost) {
        Object rows = lookup.find(lost.token(), Map.of("ctime", BigDecimal.valueOf(lost.at(), 3)))
                .get("data");
        return rows instanceof List<?> list && list.stream().anyMatch(row -> elsewhere(lost) || isFinal(row));
    }

    private boolean elsewhere(Lost lost) {
        return lost.sent()
                && !lost.target().isEmpty()
                && register.find(lost.target())
                        .map(node -> node.type() != NodeType.PUSH_SSH)
                        .orElse(true);
    }

    private String text(Lost lost) {
        if (lost.target().isEmpty()) {
            return lost.action() + " lost with the node: it was killed while this was under way";
        }
        return "proxy - message lost with the hub: it was killed "
                + (lost.sent() ? "while it sent it to node '" : "before it sent it to node '") + lost.target() + "'";
    }

    private static boolean isFinal(Object row) {
        return row instanceof Map<?, ?> map
                && map.get("code") instanceof Number code
                && (code.intValue() == ResultCode.OK.code() || code.intValue() == ResultCode.KO.code());
    }
}
