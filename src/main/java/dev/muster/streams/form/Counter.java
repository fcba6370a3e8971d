package dev.muster.streams.form;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256 in counter mode from any position on. The key is 24 configured bytes and 8 of salt; there is no protection against changes. */
final class Counter implements dev.muster.streams.form.Cipher {
    private static final int BLOCK = 16;
    private static final int SALT = 8;

    private final Cipher cipher;

    /** Begins at that position of the blob; {@code header} is the salt and the start value. */
    Counter(byte[] key, byte[] header, long position) {
        byte[] whole = Arrays.copyOf(key, key.length + SALT);
        System.arraycopy(header, 0, whole, key.length, SALT);
        byte[] start = Arrays.copyOfRange(header, SALT, SALT + BLOCK);
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(whole, "AES"),
                    new IvParameterSpec(moved(start, position / BLOCK)));
            cipher.update(new byte[(int) (position % BLOCK)]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES in counter mode", e);
        }
    }

    @Override
    public void apply(byte[] bytes, int offset, int count) {
        try {
            int done = cipher.update(bytes, offset, count, bytes, offset);
            if (done != count) {
                throw new IllegalStateException("counter mode gave " + done + " of " + count + " bytes");
            }
        } catch (ShortBufferException e) {
            throw new IllegalStateException("counter mode made more bytes than it was given", e);
        }
    }

    private static byte[] moved(byte[] start, long blocks) {
        byte[] sum = new BigInteger(1, start).add(BigInteger.valueOf(blocks)).toByteArray();
        byte[] counter = new byte[BLOCK];
        int count = Math.min(BLOCK, sum.length);
        System.arraycopy(sum, sum.length - count, counter, BLOCK - count, count);
        return counter;
    }
}
