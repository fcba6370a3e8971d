package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.dispatch.Decision.Place;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.RequestType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {
    @ParameterizedTest(name = "row {0}")
    @CsvSource({
        "1, false, true,  local_master,       false, false, LOCAL",
        "1, false, true,  distributed_master, true,  false, LOCAL",
        "2, true,  false, distributed_master, true,  false, LOCAL",
        "2, true,  false, local_master,       false, false, LOCAL",
        "3, true,  true,  local_any,          false, false, LOCAL",
        "3, true,  true,  local_any,          true,  true,  LOCAL",
        "4, true,  true,  local_master,       true,  false, LOCAL",
        "4, true,  true,  local_master,       true,  true,  LOCAL",
        "5, true,  true,  distributed_master, false, true,  LOCAL",
        "5, true,  true,  distributed_master, true,  true,  LOCAL",
        "6, true,  true,  distributed_master, true,  false, FORWARD",
        "7, true,  true,  local_master,       false, false, REMOTE",
        "7, true,  true,  local_master,       false, true,  REMOTE",
        "8, true,  true,  distributed_master, false, false, REMOTE"
    })
    void followsTheTable(
            int row,
            boolean enabled,
            boolean clustered,
            String type,
            boolean root,
            boolean fromParent,
            Decision expected) {
        assertThat(Decision.decide(new Place(enabled, clustered, root), RequestType.parse(type), fromParent))
                .as("row %d", row)
                .isEqualTo(expected);
    }

    @Test
    void row9IsRefusedWhenTheTypeIsRead() {
        assertThatThrownBy(() -> RequestType.parse("anywhere"))
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().is(ErrorCode.INTERNAL)).isTrue());
    }
}
