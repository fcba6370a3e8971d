package dev.muster.engine.s3;

import com.google.common.hash.HashCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jclouds.blobstore.KeyNotFoundException;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.io.Payload;

/**
 * An upload in parts. They are written where they will be in the whole file, which then needs no copy: the size of the part that comes first is taken for that of all but the
 * last one. What does not fit there, and what comes again, has a file of its own until the end. Thread-safe.
 */
final class PartsInOne {
    private static final int MD5 = 16;

    private final String container;
    private final String name;
    private final Path whole;
    private final SortedMap<Integer, Part> parts = new TreeMap<>();
    private final Set<Integer> begun = new HashSet<>();
    private long usual;
    private int writing;
    private boolean over;

    /** A part that is there, from a place in a file on. */
    private record Part(Path file, long at, long size, byte[] tag, Date stored) {
        MultipartPart shown(int number) {
            return MultipartPart.create(
                    number, size, Attributes.quoted(HexFormat.of().formatHex(tag)), stored);
        }
    }

    /** An upload into a new file in a folder. */
    PartsInOne(String container, String name, Path folder) throws IOException {
        this.container = container;
        this.name = name;
        this.whole = Half.in(folder);
        Disk.create(whole);
    }

    String container() {
        return container;
    }

    String name() {
        return name;
    }

    /** Stores a part, or nothing. */
    MultipartPart store(int number, Payload payload) throws IOException {
        Long said = payload.getContentMetadata().getContentLength();
        long at = place(number, said == null ? -1 : said);
        return at < 0 ? apart(number, payload) : inPlace(number, at, payload);
    }

    /** Where in the whole file a part goes; less than 0 when it needs a file of its own. */
    private synchronized long place(int number, long size) {
        alive();
        if (usual == 0) {
            usual = Math.max(0, size);
        }
        if (size < 0 || size > usual || !begun.add(number)) {
            return -1;
        }
        writing++;
        return (number - 1) * usual;
    }

    private MultipartPart inPlace(int number, long at, Payload payload) throws IOException {
        try {
            byte[] tag = written(whole, at, payload);
            long size = payload.getContentMetadata().getContentLength();
            return stored(number, new Part(whole, at, size, tag, new Date()));
        } finally {
            synchronized (this) {
                writing--;
            }
        }
    }

    /** Writes a part; answers its tag: its MD5 when the client has announced that, and else what is made faster than bytes come, as S3 allows. */
    private static byte[] written(Path file, long at, Payload payload) throws IOException {
        HashCode announced = payload.getContentMetadata().getContentMD5AsHashCode();
        if (announced == null) {
            CRC32C sum = new CRC32C();
            Disk.write(file, at, payload, sum::update);
            return ByteBuffer.allocate(MD5)
                    .putLong(MD5 - Long.BYTES, sum.getValue())
                    .array();
        }
        MessageDigest md5 = Disk.md5();
        Disk.write(file, at, payload, md5::update);
        byte[] found = md5.digest();
        Disk.check(announced, found);
        return found;
    }

    private MultipartPart apart(int number, Payload payload) throws IOException {
        Path file = Half.in(whole.getParent());
        Disk.create(file);
        boolean stored = false;
        try {
            byte[] tag = written(file, 0, payload);
            MultipartPart shown = stored(number, new Part(file, 0, Files.size(file), tag, new Date()));
            stored = true;
            return shown;
        } finally {
            if (!stored) {
                Files.deleteIfExists(file);
            }
        }
    }

    private synchronized MultipartPart stored(int number, Part part) throws IOException {
        alive();
        Part before = parts.put(number, part);
        if (before != null && !before.file.equals(whole)) {
            Files.deleteIfExists(before.file);
        }
        return part.shown(number);
    }

    private void alive() {
        if (over) {
            throw new KeyNotFoundException(container, name, "the upload has ended");
        }
    }

    /** The parts that are there. */
    synchronized List<MultipartPart> parts() {
        return parts.entrySet().stream()
                .map(each -> each.getValue().shown(each.getKey()))
                .toList();
    }

    /** Makes the object of some of its parts, in the order of their numbers, under its name; answers its tag. */
    synchronized String complete(List<MultipartPart> wanted, Attributes attributes, Finish finish) throws IOException {
        alive();
        List<Part> chosen =
                wanted.stream().map(each -> parts.get(each.partNumber())).toList();
        if (chosen.contains(null)) {
            throw new IllegalArgumentException("a part of '" + name + "' is not there");
        }
        Path joined = join(chosen);
        try {
            MessageDigest md5 = Disk.md5();
            chosen.forEach(part -> md5.update(part.tag));
            String tag = Attributes.quoted(HexFormat.of().formatHex(md5.digest()) + "-" + chosen.size());
            attributes.tag(joined, tag.getBytes(StandardCharsets.US_ASCII));
            finish.run(joined);
            end();
            return tag;
        } finally {
            if (!joined.equals(whole)) {
                Files.deleteIfExists(joined);
            }
        }
    }

    /** What is done with the file when it is whole. */
    @FunctionalInterface
    interface Finish {
        void run(Path file) throws IOException;
    }

    /**
     * The file that holds the parts and nothing else: the one in which they lie; or a copy, when they lie in another order, or something else is or comes there, such as what
     * is left of a request that its client has given up.
     */
    private Path join(List<Part> chosen) throws IOException {
        long end = 0;
        int first = 0;
        for (; first < chosen.size() && isAt(chosen.get(first), end); first++) {
            end += chosen.get(first).size;
        }
        long inPlace =
                parts.values().stream().filter(part -> part.file.equals(whole)).count();
        if (writing == 0 && inPlace == first) {
            append(whole, end, chosen.subList(first, chosen.size()));
            return whole;
        }
        Path copy = Half.in(whole.getParent());
        Disk.create(copy);
        append(copy, 0, chosen);
        return copy;
    }

    private boolean isAt(Part part, long end) {
        return part.file.equals(whole) && part.at == end;
    }

    private static void append(Path file, long end, List<Part> parts) throws IOException {
        try (FileChannel all = FileChannel.open(file, StandardOpenOption.WRITE)) {
            all.truncate(end);
            all.position(end);
            for (Part part : parts) {
                Disk.append(part.file, part.at, part.size, all);
            }
        }
    }

    /** Forgets everything. */
    synchronized void end() throws IOException {
        over = true;
        Files.deleteIfExists(whole);
        for (Part part : parts.values()) {
            Files.deleteIfExists(part.file);
        }
    }
}
