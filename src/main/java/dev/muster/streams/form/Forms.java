package dev.muster.streams.form;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The form that is written and those that can be read. Thread-safe. */
public final class Forms {
    private static final int KEY = 24;

    private final byte[] key;
    private final Form written;
    private final SecureRandom random = new SecureRandom();

    /**
     * Forms by the settings of the original.
     *
     * @param key 24 bytes, or empty without encryption
     * @param encrypt whether new blobs are encrypted
     * @param mask whether new blobs are masked
     * @throws IllegalArgumentException when the key has another length
     */
    public Forms(String key, boolean encrypt, boolean mask) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
        if (this.key.length != KEY && !(this.key.length == 0 && !encrypt)) {
            throw new IllegalArgumentException(
                    "the key of the encryption has " + this.key.length + " bytes; give exactly " + KEY);
        }
        this.written = new Form(encrypt, mask);
    }

    /** The form of new blobs. */
    public Form written() {
        return written;
    }

    /** All forms that can be read, the written one first. */
    public List<Form> readable() {
        List<Form> forms = new ArrayList<>(List.of(written));
        for (Form form : List.of(Form.PLAIN, new Form(false, true), new Form(true, false), new Form(true, true))) {
            if (!form.equals(written) && (!form.encrypted() || key.length == KEY)) {
                forms.add(form);
            }
        }
        return forms;
    }

    /** What stands before the content of a new blob of the written form, before it is masked. */
    public byte[] header() {
        byte[] header = new byte[written.overhead()];
        random.nextBytes(header);
        return header;
    }

    /**
     * The cipher of content.
     *
     * @param header salt and start value, unmasked; empty for a form without
     * @param position where in the blob the first byte is
     */
    public Cipher content(Form form, byte[] header, long position) {
        Cipher inner = form.encrypted() ? new Counter(key, header, position) : Cipher.NONE;
        return form.masked() ? inner.then(new Mask(position + form.overhead())) : inner;
    }

    /** The cipher of what stands before the content. */
    public Cipher beforeContent(Form form) {
        return form.masked() ? new Mask(0) : Cipher.NONE;
    }
}
