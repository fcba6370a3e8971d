package dev.muster.events.publish;

import dev.muster.events.EventHead;
import dev.muster.events.Keys;
import dev.muster.events.Tracking;
import java.util.List;

/**
 * Gives an event its key and what later deletes find it by. Both before earlier deletes are looked at, so that each form of them is heard
 * when the event is published.
 */
final class Identification implements Stage {
    private final Keys keys = new Keys();

    @Override
    public String name() {
        return "InjectId";
    }

    @Override
    public List<Draft> apply(Draft draft) {
        EventHead.setKey(draft.event(), keys.of(draft.event(), draft.offsets()));
        Tracking.update(draft.event(), draft.offsets());
        return List.of(draft);
    }
}
