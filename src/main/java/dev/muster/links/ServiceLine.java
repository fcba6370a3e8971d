package dev.muster.links;

import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.MusterException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Messages to named services over one connection, both ways: questions of this side that wait for an answer, and those of the other side. */
final class ServiceLine {
    private final Wire wire;
    private final BiFunction<String, @Nullable Object, CompletionStage<@Nullable Object>> services;
    private final Requests<Object> questions = new Requests<>();

    /** Answers the other side with those services: name and message in, answer out. */
    ServiceLine(Wire wire, BiFunction<String, @Nullable Object, CompletionStage<@Nullable Object>> services) {
        this.wire = wire;
        this.services = services;
    }

    CompletionStage<@Nullable Object> ask(String service, @Nullable Object message, Duration limit) {
        return questions.ask(
                limit,
                ErrorCode.TIMED_OUT,
                number -> wire.send(new CallFrame.ServiceRequest(number, service, message)));
    }

    /** Takes a frame that belongs here; false for any other. */
    boolean handle(Frame frame) {
        if (frame instanceof CallFrame.ServiceRequest request) {
            serve(request);
        } else if (frame instanceof CallFrame.ServiceAnswer answer) {
            if (answer.failure() != null) {
                questions.fail(answer.request(), answer.failure());
            } else {
                questions.answer(answer.request(), answer.message());
            }
        } else {
            return false;
        }
        return true;
    }

    /** Questions that wait for an answer. */
    int pending() {
        return questions.size();
    }

    /** The connection is gone. */
    void close() {
        questions.close();
    }

    private void serve(CallFrame.ServiceRequest request) {
        try {
            services.apply(request.service(), request.message()).whenComplete((answer, problem) -> {
                if (problem == null) {
                    answer(new CallFrame.ServiceAnswer(request.request(), answer, null));
                } else {
                    answer(new CallFrame.ServiceAnswer(request.request(), null, failure(request.service(), problem)));
                }
            });
        } catch (MusterException e) {
            answer(new CallFrame.ServiceAnswer(request.request(), null, e.failure()));
        }
    }

    private void answer(CallFrame.ServiceAnswer answer) {
        try {
            wire.send(answer);
        } catch (MusterException e) {
            wire.tell(new CallFrame.ServiceAnswer(answer.request(), null, e.failure()));
        }
    }

    private static Failure failure(String service, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof MusterException known
                ? known.failure()
                : Failure.of(ErrorCode.SERVICE_UNREACHABLE, service);
    }
}
