package dev.muster.links.ssh;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.FileEntry;
import dev.muster.model.FileRange;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.Sort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.common.SftpException;

/** {@code file.list}, {@code .stat}, {@code .read} and {@code .hash} by SFTP, with the answers that a node with an agent gives. */
final class RemoteFiles {
    private static final int LIST_LIMIT = 100_000;
    private static final int BLOCK = 32 * 1024;

    private final String node;
    private final SshAccess access;

    RemoteFiles(String node, SshAccess access) {
        this.node = node;
        this.access = access;
    }

    Items list(Arguments arguments, Remote remote) throws IOException {
        return at(arguments, remote, (place, sftp) -> {
            if (!place.attributes().isDirectory()) {
                throw Place.refuse(
                        node,
                        ErrorCode.FILE_NOT_READABLE,
                        "'" + place.path() + "' is not a directory; see it with file.stat");
            }
            List<Map<String, Object>> items = new ArrayList<>();
            for (SftpClient.DirEntry entry : sftp.readDir(place.path())) {
                remote.checkCancelled();
                String name = entry.getFilename();
                if (!name.equals(".") && !name.equals("..") && items.size() < LIST_LIMIT) {
                    items.add(describe(place.path() + "/" + name, entry.getAttributes()));
                }
            }
            items.sort(Comparator.comparing(item -> item.get("path").toString()));
            return Items.of(items, Sort.by("path"), Messages.of("file.list"));
        });
    }

    Map<String, Object> stat(Arguments arguments, Remote remote) throws IOException {
        Place place = at(arguments, remote, (found, sftp) -> found);
        String script = "{ stat -c 'owner %U' -- FILE; stat -c 'group %G' -- FILE; } 2>/dev/null; exit 0";
        Map<String, String> names = remote.facts(script.replace("FILE", ShellWords.path(place.path())));
        Map<String, Object> answer = describe(place.path(), place.attributes());
        answer.put(
                "owner",
                names.getOrDefault("owner", String.valueOf(place.attributes().getUserId())));
        answer.put(
                "group",
                names.getOrDefault("group", String.valueOf(place.attributes().getGroupId())));
        return answer;
    }

    Map<String, Object> read(Arguments arguments, Remote remote) throws IOException {
        FileRange range = FileRange.asked(arguments, access.readLimit(), node);
        return at(arguments, remote, (place, sftp) -> {
            long size = regular(place).getSize();
            byte[] bytes = bytes(sftp, remote, place, range.offset(), range.within(size));
            return range.answer(place.path(), size, bytes);
        });
    }

    Map<String, Object> hash(Arguments arguments, Remote remote) throws IOException {
        String algorithm = arguments.text("algorithm", "sha256");
        if (!List.of("sha256", "sha1", "md5").contains(algorithm)) {
            throw Place.refuse(
                    node, ErrorCode.BAD_PARAMETER, "algorithm '" + algorithm + "' is not one of sha256, sha1, md5");
        }
        Place place = at(arguments, remote, (found, sftp) -> found);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", place.path());
        answer.put("size", regular(place).getSize());
        answer.put("algorithm", algorithm);
        answer.put("hash", RemoteDigest.of(remote, place.path(), algorithm));
        return answer;
    }

    private interface Work<T> {
        T on(Place place, SftpClient sftp) throws IOException;
    }

    private <T> T at(Arguments arguments, Remote remote, Work<T> work) throws IOException {
        String text = arguments.text("path");
        return remote.sftp(sftp -> {
            Place place = Place.existing(node, sftp, access.readable(), text);
            try {
                return work.on(place, sftp);
            } catch (SftpException e) {
                throw Place.refusal(node, text, e);
            }
        });
    }

    private Attributes regular(Place place) {
        if (!place.attributes().isRegularFile()) {
            throw Place.refuse(node, ErrorCode.FILE_NOT_READABLE, "'" + place.path() + "': not a regular file");
        }
        return place.attributes();
    }

    private static byte[] bytes(SftpClient sftp, Remote remote, Place place, long offset, int length)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(length, 1 << 20));
        byte[] block = new byte[BLOCK];
        try (SftpClient.CloseableHandle handle = sftp.open(place.path(), SftpClient.OpenMode.Read)) {
            while (bytes.size() < length) {
                remote.checkCancelled();
                int read = sftp.read(handle, offset + bytes.size(), block, 0, Math.min(BLOCK, length - bytes.size()));
                if (read <= 0) {
                    break;
                }
                bytes.write(block, 0, read);
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, Object> describe(String path, Attributes attributes) {
        return new FileEntry(
                        path,
                        type(attributes),
                        attributes.getSize(),
                        letters(attributes.getPermissions()),
                        Instant.ofEpochMilli(attributes.getModifyTime().toMillis()))
                .answer();
    }

    private static String type(Attributes attributes) {
        if (attributes.isRegularFile()) {
            return "file";
        }
        if (attributes.isDirectory()) {
            return "directory";
        }
        return attributes.isSymbolicLink() ? "link" : "other";
    }

    private static String letters(int mode) {
        char[] letters = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < 9; i++) {
            if ((mode >> (8 - i) & 1) == 0) {
                letters[i] = '-';
            }
        }
        return new String(letters);
    }
}
