package dev.muster.events.filter.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CeilingsTest {
    private static final String LABELS =
            """
            {"classification": {"options": [{"name": "LOW", "priority": 10}, {"name": "LOW: LY", "priority": 20},
               {"name": "MEDIUM", "priority": 30}, {"name": "HIGH", "priority": 40}, {"name": "TOP HIGH", "priority": 50}]},
             "caveat": {"options": [{"name": "MOD1"}, {"name": "MOD2"}, {"name": "MOD3"},
               {"name": "HANOVERLAP", "min_priority": 40, "max_priority": 50}]},
             "releasability": {"origin": "REL:APPLE", "origin_alt_name": "FRUIT", "prefix": "REL:",
               "options": [{"name": "REL:APPLE"}, {"name": "REL:BEE"}, {"name": "REL:CAR"}]},
             "tlp": {"options": [{"name": "TLP:CLEAR"}, {"name": "TLP:GREEN"},
               {"name": "TLP:AMBER+STRICT", "enforce_security": true}, {"name": "TLP:RED", "enforce_security": true}]}}
            """;

    private final Ceilings ceilings = new Ceilings(LABELS, OptionalLong.of(30));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MEDIUM MOD1 REL:APPLE | LOW | true",
                "MEDIUM MOD1 REL:APPLE | LOW MOD1 | true",
                "MEDIUM MOD1 REL:APPLE | MEDIUM | true",
                "MEDIUM MOD1 REL:APPLE | MEDIUM MOD1 | true",
                "MEDIUM MOD1 REL:APPLE | MEDIUM REL:APPLE | true",
                "MEDIUM MOD1 REL:APPLE | MEDIUM REL:APPLE,BEE | true",
                "MEDIUM | HIGH | false",
                "MEDIUM | TOP HIGH | false",
                "MEDIUM | HIGH MOD1 | false",
                "MEDIUM | HIGH REL:APPLE | false",
                "MEDIUM | LOW MOD1 | false",
                "MEDIUM | LOW MOD2 | false",
                "MEDIUM | MEDIUM MOD3 | false",
                "MEDIUM | SECRET SAUCE | false",
                "SECRET SAUCE | LOW | false",
                "MEDIUM | MEDIUM REL:APPLE | false",
                "medium//mod1\\rel:apple | medium/mod1 | true",
                "TOP HIGH | LOW: LY | true",
                "LOW | LOW: LY | false",
                "LOW: LY | LOW | true",
                "TOP HIGH | LOW HIGH | true",
                "MEDIUM | LOW HIGH | false",
                "HIGH | MEDIUM REL:BEE | false",
                "HIGH REL:APPLE,BEE | MEDIUM REL:FRUIT,CAR | true",
                "HIGH REL:APPLE | MEDIUM FRUIT | true",
                "HIGH REL:APPLE | MEDIUM REL:APPLE REL:BEE | true",
                "HIGH REL:APPLE | MEDIUM REL:APPLE,DOG | false",
                "HIGH REL:BEE | LOW | false",
                "LOW REL:APPLE | LOW | false",
                "HIGH REL:APPLE | LOW REL:APPLE | false",
                "MEDIUM | LOW HANOVERLAP | true",
                "HIGH | HIGH HANOVERLAP | false",
                "HIGH HANOVERLAP | HIGH HANOVERLAP | true",
                "LOW | LOW TLP:GREEN | true",
                "LOW | LOW TLP:RED | false",
                "LOW TLP:RED | LOW TLP:RED | true",
                "LOW TLP:AMBER+STRICT | LOW TLP:RED | false",
                "LOW TLP:RED | LOW TLP:CLEAR TLP:RED | true",
                "LOW | MEDIUM TLP:RED | false",
                "MEDIUM | MEDIUM TLP:RED | true",
                "MOD1 | MOD1 | false",
            })
    void accessFollowsTheLabels(String ceiling, String security, boolean allowed) {
        assertThat(ceilings.allows(ceiling, security)).isEqualTo(allowed);
        assertThat(ceilings.allows(ceiling, security)).as("when remembered").isEqualTo(allowed);
    }

    @Test
    void withoutCeilingOrSecurityEverythingIsAllowed() {
        assertThat(ceilings.allows("", "HIGH")).isTrue();
        assertThat(ceilings.allows("LOW", "")).isTrue();
    }

    @Test
    void withoutLabelsACeilingCoversNothing() {
        assertThat(new Ceilings("", OptionalLong.empty()).allows("LOW", "LOW")).isFalse();
    }

    @Test
    void manyDifferentTextsAreDecidedInBoundedMemory() {
        IntStream.range(0, 30_000).forEach(number -> assertThat(ceilings.allows("LOW", "LOW " + number))
                .isFalse());
        assertThat(ceilings.allows("LOW", "LOW ".repeat(10_000))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | is not valid JSON",
                "[] | is not a JSON object",
                "{\"classification\":{\"options\":[{\"name\":\"LOW\"}]}} | whose 'priority' is not a number",
                "{\"classification\":{\"options\":[{\"priority\":1}]}} | has an option without a name",
                "{\"caveat\":{\"options\":{}}} | has 'caveat.options' that is not a list",
                "{\"releasability\":{\"options\":[{\"name\":\"A\"}]}} | muster.events.security.releasable-from",
            })
    void labelsThatAreNotValidAreRefusedByName(String labels, String reason) {
        assertThatThrownBy(() -> new Ceilings(labels, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("muster.events.security.labels")
                .hasMessageContaining(reason);
    }
}
