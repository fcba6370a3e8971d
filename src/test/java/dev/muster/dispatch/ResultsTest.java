package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Mapping;
import dev.muster.model.Outcome;
import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
    @Test
    void outcomesStayAndMappingsAreSimpleResults() {
        Outcome items = Items.of(List.of("1"), Sort.DEFAULT, Fixture.MESSAGES);
        assertThat(Results.of(items)).isSameAs(items);
        assertThat(Results.of(Map.of("a", 1))).isEqualTo(Mapping.of(Map.of("a", 1)));
    }

    @Test
    void textIsTheObjectItHoldsOrAMessage() {
        assertThat(Results.of("{\"a\": {\"b\": [1]}}")).isEqualTo(Mapping.of(Map.of("a", Map.of("b", List.of(1)))));
        assertThat(Results.of("done")).isEqualTo(Mapping.of(Map.of("message", "done")));
        assertThat(Results.of("{half")).isEqualTo(Mapping.of(Map.of("message", "{half")));
        assertThat(Results.of("42")).isEqualTo(Mapping.of(Map.of("message", "42")));
    }

    @Test
    void nothingListsAndNumbersAreInternalErrors() {
        for (Object raw : new Object[] {null, List.of(1), 42, new byte[0]}) {
            assertThat(Results.of(raw)).isInstanceOfSatisfying(Failure.class, f -> assertThat(f.is(ErrorCode.INTERNAL))
                    .isTrue());
        }
    }
}
