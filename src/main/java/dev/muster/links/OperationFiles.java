package dev.muster.links;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The operation files of this process, as its links see them. Thread-safe. */
public interface OperationFiles {
    /** File name to SHA-256 (hexadecimal, lower case) of what children should run; must not block. Empty names no file. */
    Map<String, String> manifest();

    /** Text of a file of the manifest; error 1006 when there is no such version. Called on a worker thread. */
    String content(String name, String digest);

    /**
     * The parent's manifest, each time it is told: after every connect and after every change. A file that is not in it any more was
     * withdrawn. Called on an event loop, must not block: fetch what is missing, load it, then call {@link Distribution#loaded} and,
     * when this process has children, {@link Distribution#announce}.
     */
    void offer(Map<String, String> manifest, Fetcher fetcher);

    /** Brings files from the parent. */
    @FunctionalInterface
    interface Fetcher {
        /** Text of that version, digest checked; fails with 3020, 3039, 3040 or the parent's error. */
        CompletionStage<String> fetch(String name, String digest);
    }

    /** For a process that neither takes nor gives any. */
    OperationFiles NONE = new OperationFiles() {
        @Override
        public Map<String, String> manifest() {
            return Map.of();
        }

        @Override
        public String content(String name, String digest) {
            throw new dev.muster.model.MusterException(dev.muster.model.ErrorCode.FILE_NOT_FOUND, "'" + name + "'");
        }

        @Override
        public void offer(Map<String, String> manifest, Fetcher fetcher) {
            // this process runs no files of others
        }
    };
}
