package dev.muster.streams.form;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Exclusive-or with the key that the original publishes; keeps scanners of the machine from deleting blobs and is no secret. */
final class Mask implements Cipher {
    private static final byte[] KEY = "iloveazul1234567".getBytes(US_ASCII);

    private long position;

    /** Begins at that position of the stored object. */
    Mask(long position) {
        this.position = position;
    }

    @Override
    public void apply(byte[] bytes, int offset, int count) {
        for (int i = 0; i < count; i++) {
            bytes[offset + i] ^= KEY[(int) ((position + i) & 15)];
        }
        position += count;
    }
}
