package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory, archived and compressed while it is sent.
 *
 * @param top the directory
 * @param request owner, group and mode of the entries
 * @param level of compression, 1 to 9
 * @param weight bytes in its files
 */
record TreeContent(Path top, CopyRequest request, int level, long weight) implements Content {
    @Override
    public String type() {
        return "archive";
    }

    @Override
    public long size() {
        return -1;
    }

    @Override
    public Stream open() throws IOException {
        return new TarStream(top, new TarEntries(request), level);
    }

    @Override
    public String digest() throws IOException {
        try (Stream stream = new TarStream(top, new TarEntries(request), 0)) {
            stream.drain();
            return stream.digest();
        }
    }

    @Override
    public void close() {}
}
