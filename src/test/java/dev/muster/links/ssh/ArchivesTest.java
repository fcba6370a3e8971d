package dev.muster.links.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree that is made once for several nodes. */
class ArchivesTest {
    private static final int FILES = 30;
    private static final int SIZE = 1_000_000;

    @TempDir
    Path directory;

    final ExecutorService threads = Executors.newCachedThreadPool();
    final AtomicInteger made = new AtomicInteger();
    final Archives archives = new Archives(work -> {
        made.incrementAndGet();
        threads.execute(work);
    });
    final List<Archives.Member> members = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[SIZE];
            new Random(i).nextBytes(bytes);
            Files.write(directory.resolve("file " + i), bytes);
        }
    }

    @AfterEach
    void stop() {
        members.forEach(Archives.Member::close);
        threads.shutdownNow();
    }

    @Test
    void severalNodesGetTheSameBytesThatAreMadeOnce() throws IOException {
        List<Sink> sinks = List.of(new Sink(), new Sink(), new Sink());
        List<CompletableFuture<Void>> sent = sinks.stream().map(this::send).toList();
        sent.forEach(CompletableFuture::join);
        assertThat(made).hasValue(1);
        assertThat(sinks).allSatisfy(sink -> {
            assertThat(sink.what()).isEqualTo(what(alone()));
            assertThat(sink.files).hasValue((long) FILES * SIZE);
        });
    }

    @Test
    void aNodeThatStandsStillHoldsNobodyUpAndGetsTheRestWhenItReadsOn() throws IOException {
        Sink frozen = new Sink();
        frozen.thaw = new CountDownLatch(1);
        CompletableFuture<Void> late = send(frozen);
        await().until(() -> made.get() == 1);
        Sink fast = new Sink();
        send(fast).orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(fast.what()).isEqualTo(what(alone()));
        frozen.thaw.countDown();
        late.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(frozen.what()).isEqualTo(fast.what());
        assertThat(frozen.files).hasValue((long) FILES * SIZE);
        assertThat(made).hasValue(2);
    }

    @Test
    void aNodeThatBreaksOffStopsNoOther() throws IOException {
        Sink broken = new Sink();
        broken.limit = 3_000_000;
        Sink whole = new Sink();
        CompletableFuture<Void> failing = send(broken);
        CompletableFuture<Void> going = send(whole);
        assertThatThrownBy(failing::join).cause().hasMessage("broken");
        going.join();
        assertThat(whole.what()).isEqualTo(what(alone()));
    }

    @Test
    void aFileThatBecameShorterFailsEveryNode() throws IOException {
        Archives.Member member = join();
        Files.write(directory.resolve("file 7"), new byte[3]);
        Sink sink = new Sink();
        assertThatThrownBy(() -> member.writeTo(false, sink, sink.files::addAndGet))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("became shorter");
    }

    private CompletableFuture<Void> send(Sink sink) {
        Archives.Member member = join();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        member.writeTo(member.compressible(), sink, sink.files::addAndGet);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private Archives.Member join() {
        try {
            Archives.Member member = archives.join(request(), Tree.of(directory));
            members.add(member);
            return member;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CopyRequest request() {
        return CopyRequest.of(Map.of("source", directory.toString(), "destination", "/there"));
    }

    private byte[] alone() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String list = members.get(0).list();
        new Packer(request(), Tree.of(directory).entries(), list).writeTo(false, out, bytes -> {});
        return out.toByteArray();
    }

    private static String what(byte[] bytes) {
        MessageDigest digest = Digests.sha256();
        digest.update(bytes);
        return bytes.length + " bytes, " + Digests.hex(digest);
    }

    private static final class Sink extends OutputStream {
        final AtomicLong files = new AtomicLong();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private CountDownLatch thaw = new CountDownLatch(0);
        private int limit = Integer.MAX_VALUE;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] more, int offset, int length) throws IOException {
            try {
                thaw.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            if (bytes.size() + length > limit) {
                throw new IOException("broken");
            }
            bytes.write(more, offset, length);
        }

        String what() {
            return ArchivesTest.what(bytes.toByteArray());
        }
    }
}
