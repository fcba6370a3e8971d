package dev.muster.events.read;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * Where groups begin. A group without a place gets one before its reader is served, so that nothing published since the request came is
 * missed, whenever the hub joins the group. Thread-safe; waits for nothing.
 */
final class Starts {
    private static final int RESET_TRIES = 20;
    private static final Duration RESET_PAUSE = Duration.ofMillis(50);

    private final Admin admin;
    private final Executor workers;

    /** Places in that cluster; the client stays the caller's. */
    Starts(Admin admin, Executor workers) {
        this.admin = admin;
        this.workers = workers;
    }

    /** The names of all topics now. */
    CompletionStage<Set<String>> topics() {
        return admin.listTopics().names().toCompletionStage();
    }

    /**
     * Gives the group a place if it has none.
     *
     * @param topics what it reads
     * @param asked when its reader was asked
     */
    CompletionStage<Void> pin(QueuePlan plan, Set<String> topics, Instant asked) {
        if (!plan.startsAtEnd() || topics.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return admin.listConsumerGroupOffsets(plan.group())
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .thenCompose(known -> known.isEmpty()
                        ? ends(topics, asked).thenCompose(ends -> place(plan.group(), ends))
                        : CompletableFuture.completedFuture(null));
    }

    /**
     * Makes a group begin anew, whoever belongs to it now: members elsewhere are sent away and come back to the new place.
     *
     * @param from time of the first event it reads again; null for the start of its kind
     * @param asked when its reader was asked
     */
    CompletionStage<Void> reset(QueuePlan plan, Set<String> topics, @Nullable Instant from, Instant asked) {
        return partitions(topics)
                .thenCompose(all -> from == null && !plan.startsAtEnd()
                        ? offsets(all, OffsetSpec.earliest())
                        : since(all, from == null ? asked : from))
                .thenCompose(starts -> replace(plan.group(), starts, RESET_TRIES));
    }

    /** Makes a group begin at the end. */
    CompletionStage<Void> skip(QueuePlan plan, Set<String> topics) {
        return partitions(topics)
                .thenCompose(all -> offsets(all, OffsetSpec.latest()))
                .thenCompose(ends -> replace(plan.group(), ends, RESET_TRIES));
    }

    /** Makes a group forget its place. A group that does not exist is forgotten. */
    CompletionStage<Void> forget(String group) {
        return admin.deleteConsumerGroups(List.of(group))
                .all()
                .toCompletionStage()
                .exceptionally(failure -> {
                    Throwable cause = cause(failure);
                    if (cause instanceof GroupIdNotFoundException || cause instanceof GroupNotEmptyException) {
                        return null;
                    }
                    throw new CompletionException(cause);
                });
    }

    /** How many events groups have before them; a group without a place is absent. */
    CompletionStage<Map<String, Long>> lags(List<String> groups) {
        Map<String, ListConsumerGroupOffsetsSpec> all =
                groups.stream().collect(Collectors.toMap(Function.identity(), g -> new ListConsumerGroupOffsetsSpec()));
        return admin.listConsumerGroupOffsets(all).all().toCompletionStage().thenCompose(places -> {
            Set<TopicPartition> partitions = places.values().stream()
                    .flatMap(each -> each.keySet().stream())
                    .collect(Collectors.toSet());
            return offsets(partitions, OffsetSpec.latest()).thenApply(ends -> {
                Map<String, Long> lags = new HashMap<>();
                places.forEach((group, own) -> own.forEach((partition, place) -> lags.merge(
                        group, Math.max(0, ends.getOrDefault(partition, place.offset()) - place.offset()), Long::sum)));
                return lags;
            });
        });
    }

    private CompletionStage<Map<TopicPartition, Long>> ends(Set<String> topics, Instant asked) {
        return partitions(topics).thenCompose(all -> since(all, asked));
    }

    /** The end is looked up first: what arrives between the two looks is found by its time. */
    private CompletionStage<Map<TopicPartition, Long>> since(Collection<TopicPartition> all, Instant time) {
        return offsets(all, OffsetSpec.latest())
                .thenCompose(ends -> offsets(all, OffsetSpec.forTimestamp(time.toEpochMilli()))
                        .thenApply(timed -> {
                            Map<TopicPartition, Long> starts = new HashMap<>(ends);
                            timed.forEach((partition, offset) -> {
                                if (offset >= 0) {
                                    starts.put(partition, offset);
                                }
                            });
                            return starts;
                        }));
    }

    private CompletionStage<List<TopicPartition>> partitions(Set<String> topics) {
        return admin.describeTopics(topics).allTopicNames().toCompletionStage().thenApply(all -> {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicDescription topic : all.values()) {
                topic.partitions().forEach(each -> partitions.add(new TopicPartition(topic.name(), each.partition())));
            }
            return partitions;
        });
    }

    private CompletionStage<Map<TopicPartition, Long>> offsets(Collection<TopicPartition> all, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = all.stream().collect(Collectors.toMap(Function.identity(), p -> spec));
        return admin.listOffsets(wanted).all().toCompletionStage().thenApply(found -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : found.entrySet()) {
                offsets.put(each.getKey(), each.getValue().offset());
            }
            return offsets;
        });
    }

    /** A group with members has its place already, another hub was faster. */
    private CompletionStage<Void> place(String group, Map<TopicPartition, Long> starts) {
        return alter(group, starts).exceptionally(failure -> {
            if (cause(failure) instanceof UnknownMemberIdException) {
                return null;
            }
            throw new CompletionException(cause(failure));
        });
    }

    private CompletionStage<Void> replace(String group, Map<TopicPartition, Long> starts, int tries) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        alter(group, starts).whenComplete((placed, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else if (tries > 1 && cause(failure) instanceof UnknownMemberIdException) {
                dismiss(group).whenComplete((gone, ignored) -> CompletableFuture.delayedExecutor(
                                RESET_PAUSE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                        .execute(() -> replace(group, starts, tries - 1).whenComplete((again, end) -> {
                            if (end == null) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(cause(end));
                            }
                        })));
            } else {
                done.completeExceptionally(cause(failure));
            }
        });
        return done;
    }

    /** Elsewhere, because Kafka's client waits for the list of members in the calling thread. */
    private CompletionStage<Void> dismiss(String group) {
        return CompletableFuture.supplyAsync(
                        () -> admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()),
                        workers)
                .thenCompose(removal -> removal.all().toCompletionStage());
    }

    private CompletionStage<Void> alter(String group, Map<TopicPartition, Long> starts) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        starts.forEach((partition, offset) -> places.put(partition, new OffsetAndMetadata(offset)));
        return admin.alterConsumerGroupOffsets(group, places).all().toCompletionStage();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
