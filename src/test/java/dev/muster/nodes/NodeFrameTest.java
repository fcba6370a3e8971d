package dev.muster.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFrameTest {
    @Test
    void readsAndWritesTheThreeFieldsOfARequest() throws BadFrameException {
        NodeFrame frame = NodeFrame.decode("[COMMAND] [T3] [5] {\"content\":[{\"command\":\"id\"}],\"variables\":[]}");

        assertThat(frame.action()).isEqualTo("COMMAND");
        assertThat(frame.token()).isEqualTo("T3");
        assertThat(frame.target()).isEqualTo("5");
        assertThat(frame.data()).containsEntry("content", List.of(Map.of("command", "id")));
        assertThat(NodeFrame.decode(frame.encode())).isEqualTo(frame);
    }

    @Test
    void anAnswerHasTwoFieldsAndAPongKeepsAnEmptyThird() throws BadFrameException {
        assertThat(NodeFrame.decode("[ACK] [T2] {\"code\":0}").encode()).isEqualTo("[ACK] [T2] {\"code\":0}");
        assertThat(NodeFrame.decode("[PONG]  [] []  {\"code\":0}\n").encode()).isEqualTo("[PONG] [] [] {\"code\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PING", "[PING]", "[PING] [T] {\"a\":1}", "[] [] [] {}", "[A[B]] [] [] {}"})
    void refusesWhatIsNoFrame(String text) {
        assertThatThrownBy(() -> NodeFrame.decode(text))
                .isInstanceOf(BadFrameException.class)
                .hasMessage("request not well formatted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{} {}", "{\"a\":NaN}"})
    void namesTheTokenWhenThePayloadIsNoObject(String payload) {
        assertThatThrownBy(() -> NodeFrame.decode("[COMMAND] [T3] [5] " + payload))
                .isInstanceOfSatisfying(
                        BadFrameException.class, bad -> assertThat(bad.token()).isEqualTo("T3"))
                .hasMessage("proxy - cannot decode json");
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        String deep = "[SETLOGS] [] [] {\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> NodeFrame.decode(deep)).hasMessage("proxy - cannot decode json");
    }

    @Test
    void decodesTheEntitiesOfAnOriginalNodeInOnePass() {
        assertThat(Entities.decode("{&quot;a&quot;:&quot;&eacute; &euro; &#233; &#x1F600; &amp;lt; &#39;&apos;&quot;}"))
                .isEqualTo("{\"a\":\"é € é 😀 &lt; ''\"}");
        assertThat(Entities.decode("AT&T &unknown; & ;&#0;&#xZZ;&#99999999;&"))
                .isEqualTo("AT&T &unknown; & ;&#0;&#xZZ;&#99999999;&");
    }

    @Test
    void whatIsEncodedIsAsciiAndComesBackAsItWas() {
        String text = "{\"message\":\"é€😀 <b>&amp;</b> it's\"}";

        assertThat(Entities.encode(text)).matches("[ -~]+").doesNotContain("<", "\"");
        assertThat(Entities.decode(Entities.encode(text))).isEqualTo(text);
    }

    @Test
    void decodingAMebibyteOfAmpersandsTakesNoQuadraticTime() {
        String hostile = "&".repeat(1 << 20);

        assertThat(Entities.decode(hostile)).isEqualTo(hostile);
    }
}
