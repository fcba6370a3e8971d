package dev.muster.streams.form;

/**
 * How a blob rests in the store. The name of the object tells the form.
 *
 * @param encrypted AES-256 in counter mode; suffix {@code .aesc1}
 * @param masked exclusive-or with a fixed, public key, over the header of the encryption too; suffix {@code .xor}
 */
public record Form(boolean encrypted, boolean masked) {
    /** As it is. */
    public static final Form PLAIN = new Form(false, false);

    /** Salt and start value before encrypted content. */
    public static final int HEADER = 24;

    /** What follows the hash in the object's name. */
    public String suffix() {
        return (encrypted ? ".aesc1" : "") + (masked ? ".xor" : "");
    }

    /** Bytes that the stored object has more than the blob. */
    public int overhead() {
        return encrypted ? HEADER : 0;
    }
}
