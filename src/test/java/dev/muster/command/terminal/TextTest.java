package dev.muster.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void countsWideCharactersTwiceAndCombiningOnesNot() {
        assertThat(Text.width("abc")).isEqualTo(3);
        assertThat(Text.width("日本")).isEqualTo(4);
        assertThat(Text.width("e\u0301")).isEqualTo(1);
        assertThat(Text.width("\uD83D\uDE80")).isEqualTo(2);
    }

    @Test
    void padsAndCutsToExactlyTheColumns() {
        assertThat(Text.fit("ab", 4, true)).isEqualTo("ab  ");
        assertThat(Text.fit("abcdef", 4, true)).isEqualTo("abc…");
        assertThat(Text.fit("abcdef", 4, false)).isEqualTo("abc~");
    }

    @Test
    void doesNotCutAWideCharacterInHalf() {
        assertThat(Text.fit("日本語", 4, true)).isEqualTo("日… ");
        assertThat(Text.width(Text.fit("日本語", 4, true))).isEqualTo(4);
    }

    @Test
    void escapesControlCharactersButKeepsLineEndsInBlocks() {
        assertThat(Text.line("a\tb\nc\u0007")).isEqualTo("a\\tb\\nc\\u0007");
        assertThat(Text.block("a\tb\nc\u009b")).isEqualTo("a\tb\nc\\u009b");
    }
}
