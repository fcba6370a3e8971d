package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What happens to a copy that is whole and verified. */
interface Finisher {
    /** Puts it in place; answers what was refused of owner and mode. */
    List<String> finish(Spool.Note note, Path destination, Message end) throws IOException;
}
