package dev.muster.conformance;

import java.nio.file.Path;
import java.util.List;

/** The same cases with the same results when blobs are encrypted and masked in the store. */
class StreamsEncryptedTest extends StreamsTest {
    @Override
    List<String> store(Path folder) {
        return List.of(
                "muster.streams.aes", "enabled",
                "muster.streams.aes-key", "0123456789abcdefghijklmn",
                "muster.streams.xor", "true");
    }
}
