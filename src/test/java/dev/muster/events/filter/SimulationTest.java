package dev.muster.events.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.events.EventJson;
import dev.muster.events.EventsRefusal;
import dev.muster.events.v6.BinaryEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private final EventJson json = new EventJson();

    @Test
    void case32_consumersThatWouldSkipTheEventSayWhy() {
        Simulation simulation = new Simulation(
                json,
                () -> List.of(
                        consumer("name=Small&version=1&r-live=1&r-under-content-size=300"),
                        consumer("name=Large&version=2&r-live=1&r-under-content-size=2000")));
        byte[] event = json.write(Events.binary(Events.stream("content", 1_111, "text/plain")));

        assertThat(simulation.simulate(event))
                .isEqualTo(Map.of(
                        "consumers",
                        List.of(
                                Map.of(
                                        "name", "Small",
                                        "version", "1",
                                        "filter_out", true,
                                        "filter_out_trigger", "FilterConsumerRules-reject_content_too_large"),
                                Map.of(
                                        "name", "Large",
                                        "version", "2",
                                        "filter_out", false,
                                        "filter_out_trigger", ""))));
    }

    @Test
    void withoutConsumersTheListIsEmptyAndNotNull() {
        assertThat(new Simulation(json, List::of).simulate(json.write(Events.binary())))
                .isEqualTo(Map.of("consumers", List.of()));
    }

    @Test
    void onlyDepthAndRulesAreLookedAt() {
        Simulation simulation = new Simulation(
                json,
                () -> List.of(
                        consumer("name=A&version=1&r-live=1&max-security=LOW&filter=entity.sha256"),
                        consumer("name=B&r-live=1&filter=entity.mime")));
        BinaryEvent event = Events.binary();
        event.getSource().setSecurity("HIGH");
        BinaryEvent eleven = Events.deep(11);
        BinaryEvent twelve = Events.deep(12);

        assertThat(triggers(simulation, event)).containsExactly("", "FilterConsumerRules-reject_filter");
        assertThat(triggers(simulation, eleven)).containsExactly("", "FilterConsumerRules-reject_filter");
        assertThat(triggers(simulation, twelve)).containsOnly("FilterTooDeep-too_deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "not json", "{\"model_version\":5}", "{\"model_version\":6,\"timestamp\":\"x\"}"
            })
    void aBadEventIsRefusedAlsoWithoutConsumers(String body) {
        EventsRefusal refusal = catchThrowableOfType(
                EventsRefusal.class, () -> new Simulation(json, List::of).simulate(body.getBytes(UTF_8)));

        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.title()).isEqualTo("Failed to simulate event");
    }

    @Test
    void aListOfEventsIsRefused() {
        String event = new String(json.write(Events.binary()), UTF_8);

        for (String body : List.of("[" + event + "]", "[" + event + "," + event + "]")) {
            EventsRefusal refusal = catchThrowableOfType(
                    EventsRefusal.class, () -> new Simulation(json, List::of).simulate(body.getBytes(UTF_8)));
            assertThat(refusal.detail()).contains("send one event as an object");
        }
    }

    private List<Object> triggers(Simulation simulation, BinaryEvent event) {
        List<?> consumers = (List<?>) simulation.simulate(json.write(event)).get("consumers");
        return consumers.stream()
                .<Object>map(consumer -> ((Map<?, ?>) consumer).get("filter_out_trigger"))
                .toList();
    }

    private static ReaderRequest consumer(String query) {
        return ReaderRequestTest.request("binary", query);
    }
}
