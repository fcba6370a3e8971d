package dev.muster.engine.s3;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.domain.StorageType;
import org.jclouds.blobstore.domain.Tier;
import org.jclouds.blobstore.domain.internal.PageSetImpl;
import org.jclouds.blobstore.domain.internal.StorageMetadataImpl;

/**
 * One page of the keys of a bucket, in their order, whose folders are read as far as the page needs: names are weighed before files are looked at, and no more of them are
 * kept than the page has lines. What is being written is not there yet, and what goes meanwhile is passed over. Used once, by one thread.
 */
final class Listing {
    /** Behind everything in a folder. */
    private static final char END = Character.MAX_VALUE;

    private final Path bucket;
    private final String prefix;
    private final String after;
    private final int most;
    private final List<String> keys = new ArrayList<>();

    /**
     * A page.
     *
     * @param prefix what all keys begin with
     * @param after only keys behind this one; empty for all
     * @param most keys on the page
     */
    Listing(Path bucket, String prefix, String after, int most) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.after = after;
        this.most = most;
    }

    /** The page, with what S3 says of its objects. */
    PageSet<StorageMetadata> page(Attributes attributes) throws IOException {
        List<String> shown = keys();
        List<StorageMetadata> page = new ArrayList<>();
        for (String key : shown.subList(0, Math.min(most, shown.size()))) {
            try {
                page.add(line(key, attributes));
            } catch (NoSuchFileException e) {
                // deleted since its name was read
                continue;
            }
        }
        return new PageSetImpl<>(page, most > 0 && shown.size() > most ? shown.get(most - 1) : null);
    }

    private StorageMetadata line(String key, Attributes attributes) throws IOException {
        Path file = bucket.resolve(key);
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        Date modified = new Date(about.lastModifiedTime().toMillis());
        return new StorageMetadataImpl(
                StorageType.BLOB,
                null,
                key,
                null,
                null,
                attributes.tag(file),
                modified,
                modified,
                Map.of(),
                about.size(),
                Tier.STANDARD);
    }

    /** The keys, and one more. */
    private List<String> keys() throws IOException {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        boolean plain = Stream.of((folder + "end").split("/")).noneMatch(part -> part.matches("[.]{0,2}"));
        if (plain) {
            walk(bucket.resolve(folder), folder, after);
        } else {
            walk(bucket, "", after);
        }
        return keys;
    }

    /** Adds what lies below a folder, whose key ends in a slash or is empty, and comes behind a key. */
    private void walk(Path folder, String key, String behind) throws IOException {
        String from = behind;
        while (keys.size() <= most) {
            int room = most + 1 - keys.size();
            TreeSet<String> names = names(folder, key, from, room);
            for (String name : names) {
                if (name.endsWith("/")) {
                    walk(folder.resolve(name.substring(0, name.length() - 1)), key + name, from);
                } else if (keys.size() <= most) {
                    keys.add(key + name);
                }
            }
            if (names.size() < room) {
                return;
            }
            from = key + names.last() + (names.last().endsWith("/") ? END : "");
        }
    }

    /** The first names in a folder, those of folders with a slash. */
    private TreeSet<String> names(Path folder, String key, String from, int room) throws IOException {
        TreeSet<String> first = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                boolean late = first.size() == room && name.compareTo(first.last()) > 0;
                if (!late && !Half.is(name) && mayCount(key + name, from)) {
                    String full = Files.isDirectory(each) ? name + "/" : name;
                    if (counts(key + full, from)) {
                        first.add(full);
                    }
                    if (first.size() > room) {
                        first.pollLast();
                    }
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // it is empty by now
            return first;
        }
        return first;
    }

    /** Whether a name may be on the page as that of a file or of a folder. */
    private boolean mayCount(String key, String from) {
        return counts(key, from) || counts(key + "/", from);
    }

    private boolean counts(String key, String from) {
        boolean folder = key.endsWith("/");
        boolean fits = key.startsWith(prefix) || (folder && prefix.startsWith(key));
        boolean begun = folder && from.startsWith(key) && !from.equals(key + END);
        return fits && (key.compareTo(from) > 0 || begun);
    }
}
