package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file of the corpus, made by code.
 *
 * @param type what it has to be called with libmagic
 * @param tika what it is called on a machine that only has Tika
 */
record Made(String name, byte[] bytes, String type, String tika) {
    static Made file(String name, String type, byte[] bytes) {
        return new Made(name, bytes, type, type);
    }

    static Made text(String name, String type, String text) {
        return file(name, type, text.getBytes(ISO_8859_1));
    }

    /** The same file, which Tika knows less of. */
    Made onTika(String other) {
        return new Made(name, bytes, type, other);
    }

    @Override
    public String toString() {
        return name + " is " + type;
    }

    /** That many bytes, in which the texts and numbers lie at their positions; positions and contents take turns. */
    static byte[] laid(int size, Object... placed) {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < placed.length; i += 2) {
            int at = (Integer) placed[i];
            Object content = placed[i + 1];
            if (content instanceof String text) {
                buffer.put(at, text.getBytes(ISO_8859_1));
            } else if (content instanceof byte[] bytes) {
                buffer.put(at, bytes);
            } else if (content instanceof Short number) {
                buffer.putShort(at, number);
            } else {
                buffer.putInt(at, (Integer) content);
            }
        }
        return buffer.array();
    }

    /** An archive with those entries, each holding its own name; what follows a {@code =} in a name is the content, and then it is stored as it is. */
    static byte[] zip(String... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String each : List.of(entries)) {
                String[] parts = each.split("=", 2);
                ZipEntry entry = new ZipEntry(parts[0]);
                byte[] content = parts[parts.length - 1].getBytes(ISO_8859_1);
                if (parts.length > 1) {
                    stored(entry, content);
                }
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void stored(ZipEntry entry, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
    }
}
