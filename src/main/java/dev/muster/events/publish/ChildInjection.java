package dev.muster.events.publish;

import dev.muster.events.EventHead;
import dev.muster.events.Offsets;
import dev.muster.events.Validity;
import dev.muster.events.v6.BinaryEntityDatastream;
import dev.muster.events.v6.BinaryEvent;
import dev.muster.events.v6.BinaryFlags;
import dev.muster.events.v6.EventSource;
import dev.muster.events.v6.EventSourcePathNode;
import dev.muster.events.v6.InsertEntity;
import dev.muster.events.v6.InsertEvent;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the children that were put under a file by hand whenever that file comes along as a new one (specs/event-dispatcher.md section
 * 2.7). A stream that cannot be copied is logged; the child is published without it.
 */
final class ChildInjection implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(ChildInjection.class);
    private static final Set<String> ACTIONS = Set.of("sourced", "extracted", "augmented");

    private final Inserts inserts;
    private final StreamCopy streams;
    private final InstantSource clock;

    ChildInjection(Inserts inserts, StreamCopy streams, InstantSource clock) {
        this.inserts = inserts;
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "InjectChildEvents";
    }

    @Override
    public List<Draft> apply(Draft draft) {
        if (!(draft.event() instanceof BinaryEvent parent) || !bringsFile(parent)) {
            return List.of(draft);
        }
        List<InsertEvent> found = inserts.under(parent.getEntity().getSha256());
        if (found.isEmpty()) {
            return List.of(draft);
        }
        List<Draft> drafts = new ArrayList<>();
        drafts.add(draft);
        for (InsertEvent insert : found) {
            BinaryEvent child = child(parent, insert.getEntity());
            Optional<String> problem = Validity.problem(child);
            if (problem.isPresent()) {
                throw new IllegalArgumentException("child " + child.getEntity().getSha256() + " under "
                        + parent.getEntity().getSha256() + " would not be valid: " + problem.get());
            }
            copy(insert.getEntity(), parent.getSource().getName());
            drafts.add(new Draft(child, offsets(draft, parent, child), draft.origin(), false));
        }
        return drafts;
    }

    /** Whether the event is about a file that its last step brought, and not about one that was there. */
    private static boolean bringsFile(BinaryEvent event) {
        List<EventSourcePathNode> path = event.getSource().getPath();
        int last = path.size() - 1;
        return ACTIONS.contains(event.getAction())
                && (last < 1
                        || !path.get(last).getSha256().equals(path.get(last - 1).getSha256()));
    }

    private BinaryEvent child(BinaryEvent parent, InsertEntity insert) {
        EventSourcePathNode history = insert.getChildHistory();
        EventSource source = parent.getSource();
        List<EventSourcePathNode> path = new ArrayList<>(source.getPath());
        path.add(history);
        return new BinaryEvent(
                (long) EventHead.VERSION,
                "",
                clock.instant(),
                history.getAuthor(),
                new EventSource(
                        source.getName(),
                        source.getReferences(),
                        source.getSecurity(),
                        path,
                        source.getTimestamp(),
                        source.getSettings()),
                insert.getChild(),
                history.getAction(),
                "",
                0L,
                new BinaryFlags(false, false, false),
                "",
                List.of(),
                List.of());
    }

    private static Offsets offsets(Draft draft, BinaryEvent parent, BinaryEvent child) {
        Offsets offsets = draft.offsets();
        offsets.put(
                child.getSource(),
                offsets.local(parent.getSource(), parent.getSource().getTimestamp())
                        .getOffset());
        return offsets;
    }

    private void copy(InsertEntity insert, String toSource) {
        for (BinaryEntityDatastream stream : insert.getChild().getDatastreams()) {
            String sha256 =
                    stream.getSha256().isEmpty() ? insert.getChildHistory().getSha256() : stream.getSha256();
            try {
                streams.copy(insert.getOriginalSource(), toSource, stream.getLabel(), sha256);
            } catch (IOException e) {
                LOG.warn(
                        "stream {} {} of an inserted child is not in {}: {}",
                        stream.getLabel(),
                        sha256,
                        toSource,
                        e.getMessage());
            }
        }
    }
}
