package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what blobs are: what a library calls them, made one name by the rules of specs/event-dispatcher.md section 5.3. Never fails, whatever it is given. Thread-safe. */
public final class Identification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Identification.class);
    private static final int TEXT = 32_000;

    private final TypeLibrary library;
    private final TypeNames names = new TypeNames();
    private final MagicRules magic = new MagicRules(names);
    private final TextRules texts = new TextRules(names);
    private final Refiners refiners = new Refiners(texts);

    /**
     * An identifier.
     *
     * @param libmagic whether the machine's libmagic is used when there is one; Tika otherwise
     */
    public Identification(boolean libmagic) {
        this.library = (libmagic ? Libmagic.find() : Optional.<TypeLibrary>empty()).orElseGet(TikaWords::new);
    }

    /** Which library names mime types and magic texts, with its version. */
    public String name() {
        return library.name();
    }

    /** Every format that a blob can get. */
    public Set<String> formats() {
        return names.all();
    }

    /** What a blob is. */
    public Identity of(Sample sample) {
        Labels labels = library.labels(sample.head());
        String type = TypeNames.UNKNOWN;
        try {
            type = type(labels, sample);
        } catch (RuntimeException e) {
            LOG.warn("A blob of {} bytes ({}) stays unidentified", sample.size(), labels.magic(), e);
        }
        return new Identity(labels.mime(), labels.magic(), type, names.extension(type));
    }

    private String type(Labels labels, Sample sample) {
        BoundedText text = new BoundedText(text(sample.head()));
        String first = magic.type(labels);
        String type = texts.indicated(first, text).orElse(first);
        return refiners.refine(type, labels, sample, text);
    }

    /** The beginning as characters: what begins with the mark of UTF-16 as that, anything else byte for byte. */
    private static String text(byte[] head) {
        int count = Math.min(head.length, TEXT);
        Charset charset = ISO_8859_1;
        int skip = 0;
        if (count >= 2 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xfe) {
            charset = UTF_16LE;
            skip = 2;
        } else if (count >= 2 && (head[0] & 0xff) == 0xfe && (head[1] & 0xff) == 0xff) {
            charset = UTF_16BE;
            skip = 2;
        } else if (count >= 3 && Arrays.equals(head, 0, 3, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, 0, 3)) {
            skip = 3;
        }
        return new String(head, skip, count - skip, charset);
    }

    @Override
    public void close() {
        library.close();
    }
}
