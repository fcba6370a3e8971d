package dev.muster.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the command line asks of the program itself. Settings are {@code muster.*} keys given on the command line; they win. */
public interface Engine {
    /** Starts a hub, a relay or a leaf and returns when it is ready; fails when it cannot start. */
    Running start(Map<String, String> settings);

    /** Reads settings, routes and operations without serving anything; one line per problem, none when all is well. */
    List<String> check(Map<String, String> settings);

    /** A token with which a node can join the hub whose data the settings name; for that node only when an id is given. */
    String joinToken(Map<String, String> settings, @Nullable String node);

    /** Makes the Kafka topics that the settings want, or with {@code dry} only looks; one line for each that has to be made or changed. */
    List<String> topics(Map<String, String> settings, boolean dry) throws InterruptedException;

    /**
     * Takes the events of another prefix over, see {@code muster.reprocess.*}, until that is done.
     *
     * @param say hears a line for each topic that is done
     */
    void reprocess(Map<String, String> settings, Consumer<String> say) throws InterruptedException;

    /**
     * Reports the tasks that plugins lost, without a hub.
     *
     * @return what was done, one line each
     */
    List<String> lostTasks(Map<String, String> settings) throws InterruptedException;

    /** Says line by line what files, and those below folders, are; false when one of them could not be read. */
    boolean fileTypes(Map<String, String> settings, List<Path> paths, Consumer<String> lines);

    /** A started program. */
    interface Running extends AutoCloseable {
        /** Returns when the program has been closed. */
        void awaitStop() throws InterruptedException;

        /** The HTTP port that is open; 0 for a leaf, which opens none. */
        int port();

        /** Ends running calls, then everything else. More than once does nothing. */
        @Override
        void close();
    }
}
