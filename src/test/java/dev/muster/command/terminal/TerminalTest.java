package dev.muster.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void isNoTerminalUnlessTheLauncherSaysSo() {
        assertThat(Terminal.of(new Properties(), Map.of()).present()).isFalse();
        assertThat(Terminal.of(launched("wide"), Map.of()).present()).isFalse();
    }

    @Test
    void hasTheWidthAndColoursOfTheTerminal() {
        assertThat(Terminal.of(launched("132"), Map.of("TERM", "xterm"))).isEqualTo(new Terminal(132, true, true));
    }

    @Test
    void usesNoColourWhenAskedNotTo() {
        assertThat(Terminal.of(launched("80"), Map.of("NO_COLOR", "1")).colour())
                .isFalse();
        assertThat(Terminal.of(launched("80"), Map.of("NO_COLOR", "")).colour()).isTrue();
        assertThat(Terminal.of(launched("80"), Map.of("TERM", "dumb")).colour()).isFalse();
        assertThat(new Terminal(80, false, true).paint(Terminal.Ink.RED, "x")).isEqualTo("x");
    }

    private static Properties launched(String columns) {
        Properties properties = new Properties();
        properties.setProperty("terminal.columns", columns);
        properties.setProperty("terminal.unicode", "true");
        return properties;
    }
}
