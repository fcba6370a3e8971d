package dev.muster.links.ssh;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/** {@code file.write} by SFTP: into a new file beside the place, forced to the disk where the node can, then renamed over it. */
final class RemoteWriting {
    private static final int BLOCK = 32 * 1024;

    private final String node;
    private final SshAccess access;

    RemoteWriting(String node, SshAccess access) {
        this.node = node;
        this.access = access;
    }

    Map<String, Object> write(Arguments arguments, Remote remote) throws IOException {
        byte[] content = content(arguments);
        String text = arguments.text("path");
        int mode = mode(arguments.text("mode", ""));
        String path = remote.sftp(sftp -> Place.maybeNew(node, sftp, access.writable(), text));
        checkExpected(arguments.text("expect", ""), path, remote);
        return remote.sftp(sftp -> {
            try {
                return replace(sftp, path, content, mode);
            } catch (SftpException e) {
                throw Place.refusal(node, text, e);
            }
        });
    }

    private Map<String, Object> replace(SftpClient sftp, String path, byte[] content, int mode) throws IOException {
        Attributes old = attributes(sftp, path);
        if (old != null && !old.isRegularFile()) {
            throw Place.refuse(node, ErrorCode.FILE_NOT_READABLE, "'" + path + "': not a regular file");
        }
        String fresh = path.substring(0, path.lastIndexOf('/') + 1) + "." + UUID.randomUUID() + ".part";
        boolean placed = false;
        try {
            fill(sftp, fresh, content);
            Attributes wanted = new Attributes();
            wanted.setPermissions(mode >= 0 ? mode : old == null ? 0644 : old.getPermissions() & 07777);
            sftp.setStat(fresh, wanted);
            rename(sftp, fresh, path);
            placed = true;
        } finally {
            if (!placed && attributes(sftp, fresh) != null) {
                sftp.remove(fresh);
            }
        }
        MessageDigest digest = Digests.sha256();
        digest.update(content);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", path);
        answer.put("size", (long) content.length);
        answer.put("sha256", Digests.hex(digest));
        answer.put("created", old == null);
        return answer;
    }

    private static void fill(SftpClient sftp, String fresh, byte[] content) throws IOException {
        var modes = EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Exclusive);
        try (SftpClient.CloseableHandle handle = sftp.open(fresh, modes)) {
            for (int at = 0; at < content.length; at += BLOCK) {
                int length = Math.min(BLOCK, content.length - at);
                sftp.write(handle, at, content, at, length);
            }
            var fsync = sftp.getExtension(OpenSSHFsyncExtension.class);
            if (fsync != null && fsync.isSupported()) {
                fsync.fsync(handle);
            }
        }
    }

    private static void rename(SftpClient sftp, String fresh, String path) throws IOException {
        var rename = sftp.getExtension(OpenSSHPosixRenameExtension.class);
        if (rename != null && rename.isSupported()) {
            rename.posixRename(fresh, path);
            return;
        }
        if (attributes(sftp, path) != null) {
            sftp.remove(path); // the plain rename of SFTP replaces nothing
        }
        sftp.rename(fresh, path);
    }

    private static @Nullable Attributes attributes(SftpClient sftp, String path) throws IOException {
        try {
            return sftp.lstat(path);
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    private void checkExpected(String expect, String path, Remote remote) throws IOException {
        if (expect.isEmpty()) {
            return;
        }
        boolean absent = remote.sftp(sftp -> attributes(sftp, path) == null);
        String found = absent ? "absent" : RemoteDigest.of(remote, path, "sha256");
        if (!found.equalsIgnoreCase(expect)) {
            throw Place.refuse(
                    node,
                    ErrorCode.FILE_NOT_READABLE,
                    "'" + path + "' is not what was expected: found " + found + "; read it again before writing");
        }
    }

    private byte[] content(Arguments arguments) {
        if (arguments.get("tmp_file") != null) {
            throw new MusterException(ErrorCode.CANNOT_SEND, "an SSH link carries no files; copy the file instead");
        }
        String content = arguments.text("content");
        try {
            byte[] bytes = arguments.text("encoding", "text").equals("base64")
                    ? Base64.getDecoder().decode(content)
                    : content.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > access.writeLimit()) {
                throw Place.refuse(
                        node,
                        ErrorCode.BAD_PARAMETER,
                        "the content is larger than " + access.writeLimit() + " bytes; copy the file instead");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw Place.refuse(node, ErrorCode.BAD_PARAMETER, "content is not base64: " + e.getMessage());
        }
    }

    /** -1 when none is given. */
    private int mode(String octal) {
        if (octal.isEmpty()) {
            return -1;
        }
        if (!octal.matches("0?[0-7]{3}")) {
            throw Place.refuse(
                    node, ErrorCode.BAD_PARAMETER, "mode '" + octal + "' is not three octal digits such as 0644");
        }
        return Integer.parseInt(octal, 8);
    }
}
