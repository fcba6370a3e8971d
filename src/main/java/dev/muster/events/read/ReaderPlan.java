package dev.muster.events.read;

import dev.muster.events.Model;
import dev.muster.events.filter.Queue;
import dev.muster.events.filter.ReaderRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a reader reads: the same for all requests with one key.
 *
 * @param key identity of the place (section 3.1)
 * @param name client name
 * @param version client version
 * @param model what is read
 * @param queues in the order of service
 */
public record ReaderPlan(String key, String name, String version, Model model, List<QueuePlan> queues) {
    private static final String ANY = "[^.]+";

    /** The reader of a request; the prefix is that of topics and groups. */
    public static ReaderPlan of(ReaderRequest request, String prefix) {
        List<QueuePlan> queues = request.queues().stream()
                .map(queue -> new QueuePlan(queue, request.group(prefix, queue), topics(request, queue, prefix)))
                .toList();
        return new ReaderPlan(
                request.key(), request.client().name(), request.client().version(), request.model(), queues);
    }

    /** True when it reads one of the topics. */
    boolean reads(Set<String> topics) {
        return queues.stream()
                .anyMatch(queue -> topics.stream().anyMatch(queue.topics().asMatchPredicate()));
    }

    private static Pattern topics(ReaderRequest request, Queue queue, String prefix) {
        String start = Pattern.quote("azul." + prefix + ".");
        if (queue == Queue.EXPEDITE) {
            return Pattern.compile(start + "system\\.expedite");
        }
        if (request.model() != Model.BINARY) {
            return Pattern.compile(start + "system\\." + request.model().wireName());
        }
        return Pattern.compile(start + "(?!system\\.)" + any(request.rules().sources()) + "\\.binary\\."
                + any(request.rules().actions()));
    }

    private static String any(List<String> names) {
        return names.isEmpty() ? ANY : names.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
    }
}
