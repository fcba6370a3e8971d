package dev.muster.streams.type;

import com.sun.jna.IntegerType;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions of libmagic that are used, under their own names. */
interface MagicNative extends Library {
    @Nullable
    Pointer magic_open(int flags);

    int magic_load(Pointer cookie, @Nullable String database);

    @Nullable
    Pointer magic_buffer(Pointer cookie, byte[] bytes, Size count);

    @Nullable
    Pointer magic_error(Pointer cookie);

    int magic_setflags(Pointer cookie, int flags);

    void magic_close(Pointer cookie);

    int magic_version();

    /** A {@code size_t}. */
    final class Size extends IntegerType {
        private static final long serialVersionUID = 1L;

        /** For JNA. */
        public Size() {
            this(0);
        }

        Size(long value) {
            super(Native.SIZE_T_SIZE, value, true);
        }
    }
}
