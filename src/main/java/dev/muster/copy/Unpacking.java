package dev.muster.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks an archive into an empty private directory, where nobody else can put anything in its way. The directories in it keep a mode that
 * lets this program work until {@link #finish}. Not thread-safe.
 */
final class Unpacking {
    private final Path staging;
    private final Ownership ownership;
    private final boolean privileged;
    private final String owner;
    private final String group;
    private final List<Folder> directories = new ArrayList<>();
    private final List<Path> names = new ArrayList<>();

    /** A directory of the archive, by its name in it. */
    record Folder(Path name, TarArchiveEntry entry) {}

    /**
     * With the owner and group of all entries; empty texts leave those of the archive.
     *
     */
    Unpacking(Path staging, Message message, Ownership ownership) throws IOException {
        this.staging = staging;
        this.ownership = ownership;
        this.privileged = Integer.valueOf(0).equals(Files.getAttribute(staging, "unix:uid"));
        this.owner = message.text("owner");
        this.group = message.text("group");
    }

    /** Reads the archive to its end; anything wrong in it fails. */
    void unpack(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(in, 64 * 1024), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path name = EntryNames.checked(entry.getName());
                if (!name.toString().isEmpty()) {
                    unpack(entry, name, tar);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the archive is broken: " + e.getMessage(), e);
        }
    }

    private void unpack(TarArchiveEntry entry, Path name, TarArchiveInputStream tar) throws IOException {
        Path place = place(name);
        names.add(name);
        if (entry.isSymbolicLink()) {
            EntryNames.checkLink(name, entry.getLinkName());
            Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
            own(place, entry);
        } else if (entry.isLink()) {
            link(place, name, entry.getLinkName());
        } else if (entry.isDirectory()) {
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(place);
            }
            directories.add(new Folder(name, entry));
        } else if (entry.isFile() && !entry.isFIFO() && !entry.isCharacterDevice() && !entry.isBlockDevice()) {
            file(place, entry, tar);
        } else {
            throw new Unsafe("'" + name + "' is neither a file, a directory nor a link");
        }
    }

    /** Where an entry goes; each directory above it must be a real one, and is made when an archive leaves it out. */
    private Path place(Path name) throws IOException {
        Path at = staging;
        for (int i = 0; i < name.getNameCount() - 1; i++) {
            at = at.resolve(name.getName(i));
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new Unsafe("'" + name + "' goes through '" + staging.relativize(at) + "', which is no directory");
            }
        }
        return at.resolve(name.getFileName());
    }

    private void link(Path place, Path name, String target) throws IOException {
        Path existing = place(EntryNames.checked(target));
        if (!Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
            throw new Unsafe("the link '" + name + "' to '" + target + "' is to no file of the archive");
        }
        Files.createLink(place, existing);
    }

    private void file(Path place, TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            tar.transferTo(out);
        }
        own(place, entry);
        Mode.set(place, entry.getMode());
        Files.setLastModifiedTime(place, entry.getLastModifiedTime());
    }

    /** Before the mode is set, since giving a file away takes some bits from it. */
    private void own(Path place, TarArchiveEntry entry) throws IOException {
        if (privileged) {
            ownership.restore(
                    place,
                    owner.isEmpty() ? entry.getUserName() : "",
                    entry.getLongUserId(),
                    group.isEmpty() ? entry.getGroupName() : "",
                    entry.getLongGroupId());
        }
        ownership.give(place, owner, group);
    }

    /** Gives the directories of the destination what the archive says, the deepest first, so that none is closed too early. */
    void finish(Path destination) throws IOException {
        for (int i = directories.size() - 1; i >= 0; i--) {
            Folder folder = directories.get(i);
            Path directory = destination.resolve(folder.name());
            if (!directory.toRealPath().equals(directory)) {
                throw new Unsafe("'" + folder.name() + "' was replaced while it was filled");
            }
            own(directory, folder.entry());
            Mode.set(directory, folder.entry().getMode());
            Files.setLastModifiedTime(directory, folder.entry().getLastModifiedTime());
        }
    }

    /** What the archive held, in its order. */
    List<Path> names() {
        return List.copyOf(names);
    }
}
