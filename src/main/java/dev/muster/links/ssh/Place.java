package dev.muster.links.ssh;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * A path on the node below one of the allowed roots. The node resolves symbolic links first, so that one inside a root leads out of it for
 * nobody; SFTP has no way to keep somebody on the node from swapping a directory in between.
 *
 * @param path real path on the node
 * @param attributes of what is there; a symbolic link's are its own
 */
record Place(String path, Attributes attributes) {
    /** The real place of an existing path; 1006 when it does not exist, 1007 when it is outside. */
    static Place existing(String node, SftpClient sftp, List<String> roots, String text) throws IOException {
        String wanted = clean(node, roots, text);
        try {
            String real = sftp.canonicalPath(wanted);
            check(node, sftp, roots, real, text);
            return new Place(real, sftp.lstat(real));
        } catch (SftpException e) {
            throw refusal(node, text, e);
        }
    }

    /** The real path of a file that may not exist yet, in a directory that does; what is no regular file is refused there. */
    static String maybeNew(String node, SftpClient sftp, List<String> roots, String text) throws IOException {
        String wanted = clean(node, roots, text);
        int slash = wanted.lastIndexOf('/');
        if (slash < 0 || slash == wanted.length() - 1) {
            throw outside(node, text);
        }
        try {
            String parent = sftp.canonicalPath(slash == 0 ? "/" : wanted.substring(0, slash));
            sftp.lstat(parent);
            String real = (parent.equals("/") ? "" : parent) + wanted.substring(slash);
            check(node, sftp, roots, real, text);
            return real;
        } catch (SftpException e) {
            throw refusal(node, text, e);
        }
    }

    /** The failure for what the node said. */
    static MusterException refusal(String node, String text, SftpException e) {
        if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
            return refuse(node, ErrorCode.FILE_NOT_FOUND, "'" + text + "'");
        }
        boolean denied = e.getStatus() == SftpConstants.SSH_FX_PERMISSION_DENIED;
        return refuse(
                node, ErrorCode.FILE_NOT_READABLE, "'" + text + "': " + (denied ? "access denied" : e.getMessage()));
    }

    static MusterException refuse(String node, ErrorCode code, String detail) {
        return new MusterException(code, detail, Set.of(node));
    }

    /** Checked before the node is asked, so that an answer does not tell what exists elsewhere. */
    private static String clean(String node, List<String> roots, String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0 || roots.isEmpty()) {
            throw outside(node, text);
        }
        String whole = (text.startsWith("/") ? text : roots.get(0) + "/" + text)
                .replaceAll("/(\\./)*/*", "/")
                .replaceAll("(?<=.)/\\.?$", "");
        if (List.of(whole.split("/")).contains("..") || roots.stream().noneMatch(root -> below(root, whole))) {
            throw outside(node, text);
        }
        return whole;
    }

    private static void check(String node, SftpClient sftp, List<String> roots, String real, String text)
            throws IOException {
        for (String root : roots) {
            if (below(sftp.canonicalPath(root), real)) {
                return;
            }
        }
        throw outside(node, text);
    }

    private static boolean below(String root, String path) {
        String bare = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        return path.equals(bare) || path.startsWith(bare + "/");
    }

    private static MusterException outside(String node, String text) {
        return refuse(node, ErrorCode.PATH_NOT_ALLOWED, "'" + text.replace('\0', '?') + "'");
    }
}
