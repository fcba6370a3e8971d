package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Argument;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentCheckTest {
    private final ArgumentCheck check = new ArgumentCheck(new ArgumentCheck.Limits(1000, 4, 50));
    private final Operation operation = Fixture.withArguments(
            Set.of("password"),
            Argument.parse("lines", "integer 1..1000 default 50 - lines"),
            Argument.parse("file", "string 1..20 matching [a-z/.]+ required - file"),
            Argument.parse("ratio", "number"),
            Argument.parse("force", "boolean"),
            Argument.parse("argv", "strings 1..3 matching [a-z]+"),
            Argument.parse("extra", "object"),
            Argument.parse("password", "string 8.."));

    @Test
    void fillsDefaultsAndKeepsTypes() {
        assertThat(check.check(operation, Map.of("file", "a.log"))).isEqualTo(Map.of("file", "a.log", "lines", 50L));
        assertThat(check.check(
                        operation, Map.of("file", "a", "lines", 7, "ratio", 1.5, "force", true, "argv", List.of("x"))))
                .isEqualTo(Map.of("file", "a", "lines", 7L, "ratio", 1.5, "force", true, "argv", List.of("x")));
    }

    @Test
    void aNullCountsAsAbsent() {
        assertRefused(Collections.singletonMap("file", null), "'file'", "missing");
    }

    @Test
    void anUnknownArgumentIsRefusedWithTheKnownOnes() {
        assertRefused(Map.of("file", "a", "linse", 1), "'linse'", "lines, file, ratio");
        assertRefused(Map.of("file", "a", "agent_list", List.of("001")), "'agent_list'");
    }

    @Test
    void wrongTypesAreRefusedWithTheValue() {
        assertRefused(Map.of("file", 1), "'file'", "'1'", "a string");
        assertRefused(Map.of("file", "a", "lines", "many"), "'lines'", "'many'", "an integer");
        assertRefused(Map.of("file", "a", "lines", 1.5), "'lines'", "an integer");
        assertRefused(Map.of("file", "a", "force", "true"), "'force'", "true or false");
        assertRefused(Map.of("file", "a", "argv", List.of("x", 1)), "'argv'", "a list of strings");
        assertRefused(Map.of("file", "a", "extra", List.of()), "'extra'", "an object");
    }

    @Test
    void rangesAndPatternsAreRefusedWithTheValue() {
        assertRefused(Map.of("file", "a", "lines", 0), "'0'", "at least 1 and at most 1000");
        assertRefused(Map.of("file", "a".repeat(21)), "length of at least 1 and at most 20");
        assertRefused(Map.of("file", "A"), "'A'", "must match");
        assertRefused(Map.of("file", "a", "argv", List.of()), "'argv'", "length");
        assertRefused(Map.of("file", "a", "argv", List.of("ok", "-rf")), "'-rf'", "must match");
    }

    @Test
    void case63TheValueOfAMaskedArgumentIsNeverShown() {
        assertThatThrownBy(() -> check.check(operation, Map.of("file", "a", "password", "hunter2")))
                .hasMessageContaining("'password'")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void longDeepAndManyAreRefused() {
        assertRefused(Map.of("file", "a", "extra", Map.of("x", "y".repeat(1001))), "1001 characters");
        Object deep = "x";
        for (int i = 0; i < 6; i++) {
            deep = Map.of("x", deep);
        }
        assertRefused(Map.of("file", "a", "extra", deep), "4 levels");
        assertRefused(
                Map.of("file", "a", "extra", Map.of("x", new ArrayList<>(Collections.nCopies(51, 1)))), "50 members");
    }

    @Test
    void textIsReadByTheDeclaredType() {
        assertThat(check.checkText(
                        operation, Map.of("file", "a", "lines", "7", "force", "true", "argv", "x,y", "ratio", "0.5")))
                .isEqualTo(Map.of("file", "a", "lines", 7L, "force", true, "argv", List.of("x", "y"), "ratio", 0.5));
        assertThatThrownBy(() -> check.checkText(operation, Map.of("file", "a", "lines", "many")))
                .hasMessageContaining("'many'");
    }

    private void assertRefused(Map<String, ?> raw, String... parts) {
        assertThatThrownBy(() -> check.check(operation, raw))
                .hasMessageContainingAll(parts)
                .isInstanceOfSatisfying(
                        MusterException.class,
                        e -> assertThat(e.failure().is(ErrorCode.BAD_PARAMETER)).isTrue());
    }
}
