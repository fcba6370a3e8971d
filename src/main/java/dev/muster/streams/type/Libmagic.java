package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's libmagic. One of its cookies serves one thread at a time, so there are a few of them. */
final class Libmagic implements TypeLibrary {
    private static final int MIME_TYPE = 0x10;
    private static final int CONTINUE = 0x20;
    private static final int RAW = 0x100;
    private static final int COOKIES = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final long LONGEST_WAIT_SECONDS = 30;

    private final MagicNative functions;
    private final BlockingQueue<Pointer> cookies;
    private final int count;

    private Libmagic(MagicNative functions, BlockingQueue<Pointer> cookies) {
        this.functions = functions;
        this.cookies = cookies;
        this.count = cookies.size();
    }

    /** The library with its database; empty where the machine lacks one of them. */
    static Optional<TypeLibrary> find() {
        try {
            MagicNative functions = Native.load("magic", MagicNative.class);
            BlockingQueue<Pointer> cookies = new ArrayBlockingQueue<>(COOKIES);
            for (int i = 0; i < COOKIES; i++) {
                Pointer cookie = functions.magic_open(CONTINUE | RAW);
                if (cookie == null || functions.magic_load(cookie, null) != 0) {
                    return Optional.empty();
                }
                cookies.add(cookie);
            }
            return Optional.of(new Libmagic(functions, cookies));
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        int version = functions.magic_version();
        return "libmagic " + version / 100 + "." + (version % 100 < 10 ? "0" : "") + version % 100;
    }

    @Override
    public Labels labels(byte[] head) {
        @Nullable Pointer cookie;
        try {
            cookie = cookies.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Labels(List.of("error - interrupted"), List.of());
        }
        if (cookie == null) {
            return new Labels(List.of("error - libmagic is busy"), List.of());
        }
        try {
            List<String> magics = ask(cookie, CONTINUE | RAW, head);
            return new Labels(magics, ask(cookie, CONTINUE | RAW | MIME_TYPE, head));
        } finally {
            cookies.add(cookie);
        }
    }

    private List<String> ask(Pointer cookie, int flags, byte[] head) {
        functions.magic_setflags(cookie, flags);
        Pointer found = functions.magic_buffer(cookie, head, new MagicNative.Size(head.length));
        if (found == null) {
            return (flags & MIME_TYPE) != 0 ? List.of() : List.of("error - " + text(functions.magic_error(cookie)));
        }
        return Stream.of(text(found).split("\n- "))
                .map(line -> line.replaceAll("[^ -~]", ".").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String text(@Nullable Pointer text) {
        return text == null ? "" : text.getString(0, ISO_8859_1.name());
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            Pointer cookie = cookies.poll();
            if (cookie != null) {
                functions.magic_close(cookie);
            }
        }
    }
}
