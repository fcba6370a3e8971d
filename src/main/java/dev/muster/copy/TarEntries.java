package dev.muster.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** What an archive says about a file, with the owner, group and mode that the caller wants in place of its own. Not thread-safe. */
final class TarEntries {
    private final CopyRequest request;
    private final Map<Integer, String> users = new HashMap<>();
    private final Map<Integer, String> groups = new HashMap<>();

    TarEntries(CopyRequest request) {
        this.request = request;
    }

    TarArchiveEntry entry(Path path, String name) throws IOException {
        Map<String, Object> facts = Files.readAttributes(
                path,
                "unix:mode,uid,gid,size,lastModifiedTime,isRegularFile,isDirectory,isSymbolicLink",
                LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry = shaped(path, name, facts);
        entry.setModTime(((FileTime) facts.get("lastModifiedTime")).toMillis());
        entry.setMode(request.mode().isEmpty() ? (Integer) facts.get("mode") & 07777 : Mode.bits(request.mode()));
        int uid = (Integer) facts.get("uid");
        int gid = (Integer) facts.get("gid");
        entry.setUserId(uid);
        entry.setGroupId(gid);
        entry.setUserName(request.owner().isEmpty() ? known(users, uid, path, "posix:owner") : request.owner());
        entry.setGroupName(request.group().isEmpty() ? known(groups, gid, path, "posix:group") : request.group());
        return entry;
    }

    private static TarArchiveEntry shaped(Path path, String name, Map<String, Object> facts) throws IOException {
        if (Boolean.TRUE.equals(facts.get("isSymbolicLink"))) {
            TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            return link;
        }
        if (Boolean.TRUE.equals(facts.get("isDirectory"))) {
            return new TarArchiveEntry(name + "/", TarConstants.LF_DIR, true);
        }
        if (!Boolean.TRUE.equals(facts.get("isRegularFile"))) {
            throw new IOException("'" + path + "' is neither a file, a directory nor a link");
        }
        TarArchiveEntry file = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        file.setSize((Long) facts.get("size"));
        return file;
    }

    /** The name behind a number; asked for once. */
    private static String known(Map<Integer, String> names, int id, Path path, String attribute) throws IOException {
        String name = names.get(id);
        if (name == null) {
            name = String.valueOf(Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS));
            names.put(id, name);
        }
        return name;
    }
}
