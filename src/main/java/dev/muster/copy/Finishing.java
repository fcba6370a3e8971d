package dev.muster.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** What happens to a copy once all of it is there and verified. Thread-safe. */
final class Finishing implements Finisher {
    private static final List<Path> ITSELF = List.of(Path.of(""));

    private final Spool spool;
    private final Known known;
    private final Lock order = new ReentrantLock();
    private final Placing placing;
    private final Extraction extraction;

    Finishing(Path directory, Spool spool, Known known) {
        this.spool = spool;
        this.known = known;
        this.extraction = new Extraction(order);
        try {
            this.placing = new Placing(directory, order);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for copies, " + directory + ", cannot be written to", e);
        }
    }

    @Override
    public List<String> finish(Spool.Note note, Path destination, Message end) {
        String name = Spool.name(note.token());
        if (end.archive()) {
            Path scratch = Extraction.scratch(destination, name);
            spool.finishing(note, scratch);
            return extraction.extract(
                    note.data(), destination, scratch, end, names -> remember(destination, end, names));
        }
        Path scratch = Placing.scratch(destination, name);
        spool.finishing(note, scratch);
        return placing.place(note.data(), destination, scratch, end, () -> remember(destination, end, ITSELF));
    }

    private void remember(Path destination, Message end, List<Path> names) {
        known.remember(destination, end.options(), end.text("content"), names);
    }
}
