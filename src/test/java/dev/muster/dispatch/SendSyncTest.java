package dev.muster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.model.Deadline;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Mapping;
import dev.muster.model.MusterException;
import dev.muster.model.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendSyncTest {
    private final RequestQueue queue = new RequestQueue(RequestQueue.Settings.of("sync"));
    private final SendSync sync = new SendSync(queue, new Failures("m", null));

    @BeforeEach
    void register() {
        sync.register("echo", message -> Map.of("echo", message));
        sync.register("broken", message -> {
            throw new IOException("socket gone");
        });
        sync.register("refusing", message -> {
            throw new MusterException(ErrorCode.GROUP_EXISTS, "x");
        });
        sync.register("faulty", message -> {
            throw new IllegalStateException("x");
        });
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void case59TheAnswerIsTheLocalOne() {
        assertThat(send("echo")).isEqualTo(sync.call("echo", "hello")).isEqualTo(Mapping.of(Map.of("echo", "hello")));
    }

    @Test
    void case58AnUnknownOrBrokenServiceIs1014AndTheQueueGoesOn() {
        assertThat(((Failure) send("nobody")).code()).isEqualTo(1014);
        assertThat(((Failure) send("nobody")).message()).contains("nobody");
        assertThat(((Failure) send("broken")).code()).isEqualTo(1014);
        assertThat(send("echo")).isInstanceOf(Mapping.class);
    }

    @Test
    void otherErrorsKeepTheirCodes() {
        assertThat(((Failure) send("refusing")).code()).isEqualTo(1711);
        assertThat(((Failure) send("faulty")).code()).isEqualTo(1000);
    }

    @Test
    void aNameIsTakenOnce() {
        assertThat(sync.names()).containsExactly("broken", "echo", "faulty", "refusing");
        assertThatThrownBy(() -> sync.register("echo", message -> message)).hasMessageContaining("echo");
    }

    private Outcome send(String service) {
        return sync.send("t", Deadline.NONE, service, "hello")
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
