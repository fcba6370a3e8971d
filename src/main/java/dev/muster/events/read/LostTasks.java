package dev.muster.events.read;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks of a plugin that are offered again, as one more queue of its reader. */
final class LostTasks implements Supply {
    private static final int TOGETHER = 100;

    private final Plugin plugin;
    private final Leases leases;
    private final Resends resends;
    private final Reader reader;
    private final Deque<LostTask> claimed = new ArrayDeque<>();
    private boolean loading;

    LostTasks(Plugin plugin, Leases leases, Resends resends, Reader reader) {
        this.plugin = plugin;
        this.leases = leases;
        this.resends = resends;
        this.reader = reader;
        resends.add(plugin, reader);
    }

    @Override
    public String name() {
        return "resend";
    }

    @Override
    public boolean serves(Question.Wish wish) {
        return wish.tasks();
    }

    @Override
    public void topics(Set<String> all) {}

    @Override
    public void refresh(boolean wanted) {
        if (!loading && claimed.isEmpty() && reader.waited(this::serves) && resends.take(plugin)) {
            loading = true;
            resends.run(() -> {
                List<Lease> found = resends.claim(plugin, TOGETHER);
                reader.tell(() -> {
                    loading = false;
                    found.forEach(lease -> claimed.addLast(new LostTask(lease, leases)));
                });
            });
        }
    }

    @Override
    public @Nullable Piece next() {
        return claimed.pollFirst();
    }

    @Override
    public boolean holding() {
        return !claimed.isEmpty();
    }

    @Override
    public boolean drained() {
        return claimed.isEmpty() && !loading;
    }

    @Override
    public boolean expecting() {
        return loading;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void commit() {}

    @Override
    public void close() {
        resends.remove(plugin, reader);
        claimed.forEach(LostTask::giveBack);
        claimed.clear();
    }
}
