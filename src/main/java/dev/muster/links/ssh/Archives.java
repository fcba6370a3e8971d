package dev.muster.links.ssh;

import dev.muster.links.ssh.Archive.Passed;
import dev.muster.links.ssh.Archive.Piece;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Archives of trees, made once for all nodes that get the same tree at a time: read, digested and compressed by one thread. Thread-safe.
 */
final class Archives {
    private final Executor blocking;
    private final Map<Key, Group> groups = new HashMap<>();

    private record Key(CopyRequest request, List<Tree.Entry> entries) {}

    /** Makes them on threads that may block. */
    Archives(Executor blocking) {
        this.blocking = blocking;
    }

    /** To be closed when the node has it or will not get it. */
    synchronized Member join(CopyRequest request, Tree tree) {
        Key key = new Key(request, tree.entries());
        Group group = groups.computeIfAbsent(key, fresh -> new Group(key));
        group.members++;
        return new Member(group);
    }

    private synchronized void leave(Group group) {
        if (--group.members == 0) {
            groups.remove(group.key);
        }
    }

    /** One node's share. Not thread-safe. */
    final class Member implements TreeSending.Packing, AutoCloseable {
        private final Group group;
        private boolean closed;

        private Member(Group group) {
            this.group = group;
        }

        /** Name of the last entry. */
        String list() {
            return group.packer.list();
        }

        @Override
        public boolean compressible() throws IOException {
            return group.compressible();
        }

        @Override
        public void writeTo(boolean compress, OutputStream out, LongConsumer sent) throws IOException {
            int at = 0;
            long files = 0;
            while (true) {
                try (Archive.Reader reader = group.enter(at)) {
                    for (Piece piece = reader.next(); piece != null; piece = reader.next()) {
                        out.write(piece.bytes());
                        sent.accept(piece.files() - files);
                        files = piece.files();
                        at++;
                    }
                    return;
                } catch (Passed e) {
                    continue; // from here on with those that are as slow
                }
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave(group);
            }
        }
    }

    private final class Group {
        final Key key;
        final Packer packer;
        int members;
        private @Nullable Archive archive;
        private @Nullable Boolean compress;

        Group(Key key) {
            this.key = key;
            this.packer = new Packer(key.request(), key.entries(), ".muster-" + UUID.randomUUID() + ".sha256");
        }

        synchronized boolean compressible() throws IOException {
            if (compress == null) {
                compress = packer.compressible();
            }
            return compress;
        }

        /** Who comes after the beginning is gone gets an archive that is made anew, up to there without being sent. */
        synchronized Archive.Reader enter(int from) throws IOException {
            Archive.Reader reader = archive == null ? null : archive.enter(from);
            if (reader != null) {
                return reader;
            }
            Archive fresh = new Archive();
            archive = fresh;
            boolean packed = compressible();
            Archive.Reader first = Objects.requireNonNull(fresh.enter(0));
            blocking.execute(() -> make(fresh, packed));
            skip(first, from);
            return first;
        }

        private void skip(Archive.Reader reader, int pieces) throws IOException {
            try {
                for (int i = 0; i < pieces; i++) {
                    reader.next();
                }
            } catch (Passed e) {
                throw new IOException("left behind", e);
            }
        }

        private void make(Archive into, boolean packed) {
            try {
                packer.writeTo(packed, into, into::count);
                into.end();
            } catch (IOException e) {
                into.fail(e);
            } catch (RuntimeException e) {
                into.fail(new IOException(e));
            }
        }
    }
}
