package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.Sort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderingTest {
    @Test
    void theItemsThemselvesCompareAsIntegersByDefault() {
        assertThat(Ordering.of(Sort.DEFAULT).sorted(List.of("10", "9", "001"))).containsExactly("001", "9", "10");
    }

    @Test
    void namesCompareAsText() {
        assertThat(Ordering.of(Sort.TEXT).sorted(List.of("w2", "m", "w10"))).containsExactly("m", "w10", "w2");
    }

    @Test
    void aMissingValueComesFirstInBothDirections() {
        Map<String, Object> none = Map.of("id", "x");
        Map<String, Object> one = Map.of("n", 1);
        Map<String, Object> two = Map.of("n", 2);

        assertThat(Ordering.of(new Sort(List.of("n"), List.of("int"), List.of(true)))
                        .sorted(List.of(two, one, none)))
                .containsExactly(none, one, two);
        assertThat(Ordering.of(new Sort(List.of("n"), List.of("int"), List.of(false)))
                        .sorted(List.of(one, two, none)))
                .containsExactly(none, two, one);
    }

    @Test
    void equalItemsKeepTheirOrder() {
        Map<String, Object> left = Map.of("n", 1, "from", "left");
        Map<String, Object> right = Map.of("n", "1", "from", "right");

        assertThat(Ordering.of(new Sort(List.of("n"), List.of("int"), List.of(true)))
                        .sorted(List.of(left, right)))
                .containsExactly(left, right);
    }

    @Test
    void pathsNestAndEscape() {
        Map<String, Object> nested = Map.of("os", Map.of("name", "b"));
        Map<String, Object> other = Map.of("os", Map.of("name", "a"));
        Map<String, Object> dotted = Map.of("os.name", "z");

        assertThat(Ordering.of(Sort.by("os.name")).sorted(List.of(nested, other)))
                .containsExactly(other, nested);
        assertThat(Ordering.of(Sort.by("os\\.name")).sorted(List.of(dotted, nested)))
                .containsExactly(nested, dotted);
    }

    @Test
    void aValueThatCannotBeCastComesAfterThoseThatCan() {
        assertThat(Ordering.of(Sort.DEFAULT).sorted(List.of("b", "7", "a", "12")))
                .containsExactly("7", "12", "a", "b");
    }

    @Test
    void theCallersOrderComparesNumbersAsNumbers() {
        Map<String, Object> ten = Map.of("n", 10);
        Map<String, Object> nine = Map.of("n", 9L);

        assertThat(Ordering.of(List.of("-n"), Sort.DEFAULT).sorted(List.of(nine, ten)))
                .containsExactly(ten, nine);
        assertThat(Ordering.of(List.of("+n"), Sort.DEFAULT).sorted(List.of(ten, nine)))
                .containsExactly(nine, ten);
    }
}
