package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeTest {
    @Test
    void copiesWhatIsMissingAndMergesWhatNests() {
        assertThat(merge(Map.of("a", Map.of("x", 1)), Map.of("a", Map.of("x", 2, "y", 3), "b", 4)))
                .isEqualTo(Map.of("a", Map.of("x", 3, "y", 3), "b", 4));
    }

    @Test
    void addsNumbersOfEveryWidth() {
        assertThat(merge(Map.of("n", 1), Map.of("n", 2))).isEqualTo(Map.of("n", 3));
        assertThat(merge(Map.of("n", Integer.MAX_VALUE), Map.of("n", 1)))
                .isEqualTo(Map.of("n", Integer.MAX_VALUE + 1L));
        assertThat(merge(Map.of("n", 1L), Map.of("n", 0.5))).isEqualTo(Map.of("n", 1.5));
        assertThat(merge(Map.of("n", Long.MAX_VALUE), Map.of("n", 1)).get("n")).hasToString("9223372036854775808");
    }

    @Test
    void andsBooleans() {
        assertThat(merge(Map.of("b", true), Map.of("b", true))).isEqualTo(Map.of("b", true));
        assertThat(merge(Map.of("b", true), Map.of("b", false))).isEqualTo(Map.of("b", false));
    }

    @Test
    void joinsListsWithoutWhatIsThereAlready() {
        assertThat(merge(Map.of("l", List.of(1, 2)), Map.of("l", List.of(2, 3))))
                .isEqualTo(Map.of("l", List.of(1, 2, 3)));
    }

    @Test
    void keepsEqualStringsAndJoinsOthers() {
        assertThat(merge(Map.of("s", "a"), Map.of("s", "a"))).isEqualTo(Map.of("s", "a"));
        assertThat(merge(Map.of("s", "a"), Map.of("s", "b"))).isEqualTo(Map.of("s", "a|b"));
        assertThat(merge(Map.of("s", "a|b"), Map.of("s", "b"))).isEqualTo(Map.of("s", "a|b"));
    }

    @Test
    void thePriorityDecidesBetweenStrings() {
        List<String> priority = List.of("failed", "ok");
        assertThat(Merge.mappings(Map.of("s", "ok"), Map.of("s", "failed"), priority))
                .isEqualTo(Map.of("s", "failed"));
        assertThat(Merge.mappings(Map.of("s", "failed"), Map.of("s", "ok"), priority))
                .isEqualTo(Map.of("s", "failed"));
        assertThat(Merge.mappings(Map.of("s", "odd"), Map.of("s", "ok"), priority))
                .isEqualTo(Map.of("s", "ok"));
    }

    @Test
    void onlyExtrasKeepTheLeftOlderThan() {
        assertThat(Merge.extras(Map.of("older_than", "1d", "n", 1), Map.of("older_than", "2d", "n", 1)))
                .isEqualTo(Map.of("older_than", "1d", "n", 2));
        assertThat(merge(Map.of("older_than", "1d"), Map.of("older_than", "2d")))
                .isEqualTo(Map.of("older_than", "1d|2d"));
    }

    @Test
    void keepsTheLeftOfTwoTypes() {
        assertThat(merge(Map.of("v", 1), Map.of("v", "x"))).isEqualTo(Map.of("v", 1));
    }

    private static Map<String, Object> merge(Map<String, Object> left, Map<String, Object> right) {
        return Merge.mappings(left, right, List.of());
    }
}
