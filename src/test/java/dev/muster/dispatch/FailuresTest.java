package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.muster.dispatch.Failures.Classified;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import dev.muster.model.NodeError;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Failures failures = new Failures("w2", "/var/log/w2.log");

    @Test
    void everyCauseHasItsCodeAndSaysWhetherTheStackIsLogged() {
        assertCode(new TimeoutException("x"), 3021, false);
        assertCode(new JsonParseException(null, "x"), 3036, false);
        assertCode(new SQLException("connection refused"), 2008, true);
        assertCode(new ConnectionException(new SQLException("connection refused")), 2008, true);
        assertCode(new RejectedExecutionException("x"), 900, true);
        assertCode(new StackOverflowError("x"), 901, true);
        assertCode(new MusterException(ErrorCode.SERVICE_NOT_READY, "x"), 1017, false);
        assertCode(new MusterException(ErrorCode.SERVICE_STATUS_UNREADABLE, "x"), 1913, false);
        assertCode(new MusterException(ErrorCode.IPC_RESOURCES, "x"), 1119, true);
        assertCode(new MusterException(ErrorCode.NO_PARENT, "x"), 3023, false);
        assertCode(new MusterException(ErrorCode.GROUP_NOT_FOUND, "x"), 1710, false);
        assertCode(new InterruptedException("x"), 3071, false);
        assertCode(new IllegalStateException("x"), 1000, true);
    }

    @Test
    void looksThroughWrappers() {
        assertCode(
                new CompletionException(new RuntimeException(new MusterException(ErrorCode.FILE_NOT_FOUND, "x"))),
                1006,
                false);
        assertCode(new RuntimeException(new OutOfMemoryError("x")), 901, true);
        assertThat(Failures.fatal(new RuntimeException(new OutOfMemoryError("x"))))
                .isTrue();
        assertThat(Failures.fatal(new MusterException(ErrorCode.INTERNAL, "x", new OutOfMemoryError("x"))))
                .isFalse();
    }

    @Test
    void case43TheDriversTextIsShownButNotTheStatement() {
        Failure failure = failures.classify(
                        new SQLException("Timeout; SQL statement:\nselect secret from users [50000-240]"))
                .failure();

        assertThat(failure.message()).contains("Timeout").doesNotContain("secret");
    }

    @Test
    void case44AnUnexpectedExceptionLeaksNothing() {
        Failure failure =
                failures.classify(new IllegalStateException("password=hunter2")).failure();

        assertThat(failure.message()).doesNotContain("hunter2");
        assertThat(failure.nodeErrors()).isEqualTo(Map.of("w2", new NodeError(failure.message(), null)));
    }

    @Test
    void onlyExpectedInternalErrorsNameTheLogfile() {
        assertThat(logfile(new MusterException(ErrorCode.IPC_RESOURCES, ""))).isEqualTo("/var/log/w2.log");
        assertThat(logfile(new TimeoutException())).isEqualTo("/var/log/w2.log");
        assertThat(logfile(new MusterException(ErrorCode.FILE_NOT_FOUND, ""))).isNull();
        assertThat(logfile(new StackOverflowError())).isNull();
    }

    @Test
    void aFailureThatNamesItsNodeKeepsIt() {
        Failure far = Failure.of(ErrorCode.TIMED_OUT).withNodeErrors(Map.of("w1", new NodeError("late", null)));

        assertThat(failures.classify(new MusterException(far, null)).failure()).isEqualTo(far);
    }

    private String logfile(Throwable thrown) {
        return failures.classify(thrown).failure().nodeErrors().get("w2").logfile();
    }

    private void assertCode(Throwable thrown, int code, boolean stack) {
        Classified classified = failures.classify(thrown);
        assertThat(classified.failure().code()).as("%s", thrown).isEqualTo(code);
        assertThat(classified.stack()).as("%s", thrown).isEqualTo(stack);
    }
}
