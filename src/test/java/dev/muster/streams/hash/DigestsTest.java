package dev.muster.streams.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The vectors of specs/event-dispatcher.md section 5.2, and hashes that libfuzzy's and TLSH's own programs gave. */
class DigestsTest {
    private static final String A = "This is some test text data.\n";

    @Test
    void vectorAHasTheHashesOfTheSpecification() {
        Digests.Found found = all(A.getBytes(US_ASCII), 7);

        assertThat(found.size()).isEqualTo(29);
        assertThat(found.md5()).isEqualTo("a78166396aafd6c2f25bfa6f5eb25169");
        assertThat(found.sha1()).isEqualTo("1d519120064f2d643b91caa1965d3d68089591bd");
        assertThat(found.sha256()).isEqualTo("4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2");
        assertThat(found.ssdeep()).isEmpty();
        assertThat(found.tlsh()).isEmpty();
    }

    @Test
    void vectorBHasTheHashesOfTheSpecification() {
        Digests.Found found = all(A.repeat(795).getBytes(US_ASCII), 1000);

        assertThat(found.size()).isEqualTo(23_055);
        assertThat(found.md5()).isEqualTo("e52704d45ea4f8d3f5a57625f3504f75");
        assertThat(found.sha1()).isEqualTo("93887f57f13e4e080ac86d497d253a84dc98334b");
        assertThat(found.sha256()).isEqualTo("25ed3194250f3fc23145ca1d51e58b50004968d31223a89a7736b09377f7be47");
        assertThat(found.ssdeep()).hasValue("12:hs66666666666666666666666666666666666666666666666666666666666662:o");
        assertThat(found.tlsh()).hasValue("T167a2000c22e38238e0ec80c02ac030e8ef08e2cc0a2b8200b0c80c00280b82a20a0c08");
    }

    @Test
    void aShortTextThatTheReferenceWouldRefuseHasATlsh() {
        byte[] text = "abjklsdjfklasdfklasdlkflksadfjklslkdjfwenuircvuecnn".getBytes(US_ASCII);

        assertThat(all(text, 51).tlsh())
                .hasValue("T10090024941001050a42d4313414ddccee457ad15864067e147d96697ca00492739192d");
    }

    @Test
    void contentWithoutVarietyHasNoTlsh() {
        assertThat(all(new byte[5000], 100).tlsh()).isEmpty();
    }

    /** {@code Random(seed)} bytes, each modulo {@code letters}: what the reference programs say of them. */
    @ParameterizedTest
    @CsvFileSource(resources = "/dev/muster/streams/hash/reference.csv", numLinesToSkip = 1)
    void theReferenceProgramsSayTheSame(long seed, int size, int letters, String ssdeep, String tlsh) {
        Digests.Found found = all(content(seed, size, letters), 4096);

        assertThat(found.ssdeep().orElse("")).isEqualTo(ssdeep == null ? "" : ssdeep);
        if (tlsh != null) {
            assertThat(found.tlsh().orElse("")).isEqualToIgnoringCase("T1" + tlsh);
        }
    }

    static byte[] content(long seed, int size, int letters) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ((content[i] & 0xff) % letters);
        }
        return content;
    }

    private static Digests.Found all(byte[] content, int step) {
        Digests digests = new Digests(true);
        for (int at = 0; at < content.length; at += step) {
            digests.update(content, at, Math.min(step, content.length - at));
        }
        return digests.found();
    }
}
