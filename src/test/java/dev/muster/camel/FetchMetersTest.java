package dev.muster.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.muster.events.EventJson;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.filter.AgeOff;
import dev.muster.events.filter.Filters;
import dev.muster.events.filter.ReaderRequest;
import dev.muster.events.filter.Round;
import dev.muster.events.filter.security.Ceilings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** No stored value is known at which a filter fails; if one does, its stage is counted. */
class FetchMetersTest {
    @Test
    void aStageThatFailsAtAnEventIsCountedUnderItsName() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Filters filters = new Filters(
                new AgeOff(source -> null, Clock.systemUTC()),
                new Ceilings("", OptionalLong.empty()),
                event -> {
                    throw new IllegalStateException("the deletions are broken");
                },
                null,
                null,
                event -> NullNode.getInstance());
        ReaderRequest request = ReaderRequest.of(
                "binary",
                false,
                Map.of("r-live", List.of("true")),
                new ReaderRequest.Limits(1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        Round round = filters.round(request, new FetchMeters(registry));
        byte[] text = Samples.binary("aa11", "lab", "2025-01-02T03:04:05Z").getBytes(StandardCharsets.UTF_8);
        SpecificRecordBase event =
                new EventJson().read(Model.BINARY, text).get(0).event();

        assertThatIllegalStateException().isThrownBy(() -> round.keeps(event));

        assertThat(registry.scrape())
                .contains("dispatcher_events_consume_pipelines_error{pipeline=\"FilterPreviouslyDeleted\"} 1.0");
    }
}
