package dev.muster.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Arguments of operations, and refusals of them. */
final class Asking {
    private Asking() {}

    static Arguments with(Object... pairs) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new Arguments(values);
    }

    static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MusterException.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo(code.code()));
    }
}
