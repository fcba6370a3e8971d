package dev.muster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.events.EventAvro;
import dev.muster.events.Model;
import dev.muster.events.Samples;
import dev.muster.events.v6.StatusEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The consuming half of the cases of specs/event-dispatcher.md section 10.2, over HTTP. Each test has a source of its own. */
class EventReadTest {
    private static final String TIME = "2025-01-02T03:04:05Z";

    @RegisterExtension
    static final EventHub HUB = new EventHub(
            "muster.events.sources",
            "sources: {s14: {}, s15: {}, s16: {}, s17: {}, s18: {}, s21: {}, s22: {}, s25: {}, s34: {}, s40: {}, s41: {}}",
            "muster.events.lease",
            "3s",
            "muster.events.attempts",
            "2");

    @Test
    void case14_historicReaderGetsWhatWasPublished() {
        String key = publish("s14", "aa11").at("/ok/0/kafka_key").asText();

        Fetched fetched = passive("name=p&version=1&r-historic=true&r-source=s14");

        assertThat(fetched.info().toString())
                .isEqualTo("{\"filtered\":0,\"fetched\":1,\"ready\":true,\"paused\":false}");
        ObjectNode event = (ObjectNode) fetched.events().get(0);
        assertThat(event.get("kafka_key").asText()).isEqualTo(key);
        assertThat(event.has("dequeued")).isFalse();
        assertThat(event.at("/source/path/0/timestamp").asText()).isEqualTo(TIME);
        assertThat(event.at("/entity/datastreams/0/size").asInt()).isEqualTo(300);

        Fetched avro = passive("name=p&version=avro&r-historic=true&r-source=s14&avro-format=true");
        assertThat(new EventAvro().readBulk(Model.BINARY, avro.document())).hasSize(1);
    }

    @Test
    void case15_cursorMovesOnAndAnEmptyAnswerTakesItsTime() {
        publish("s15", "aa11");
        String query = "name=p&version=1&r-historic=true&r-source=s15&deadline=2";
        assertThat(passive(query).files()).containsExactly("aa11");
        long start = System.nanoTime();
        assertThat(passive(query).files()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(4));
    }

    @Test
    void case16_liveReaderBeginsWhenItFirstAsksAndBothQueuesGiveItTwice() {
        publish("s16", "aa11");
        String live = "name=p&version=1&r-live=true&r-source=s16&deadline=1";
        assertThat(passive(live).files()).isEmpty();
        publish("s16", "bb22");
        assertThat(passive(live).files()).containsExactly("bb22");

        String both = "name=both&version=1&r-live=true&r-historic=true&r-source=s16&count=10&deadline=2";
        assertThat(passive(both).files()).containsExactlyInAnyOrder("aa11", "bb22");
        publish("s16", "cc33");
        assertThat(passive(both).files()).containsExactly("cc33", "cc33");
    }

    @Test
    void case17_anotherVersionOrNameReadsAllOfHistory() {
        publish("s17", "aa11");
        for (String who : List.of("name=p&version=1", "name=p&version=2", "name=q&version=1")) {
            assertThat(passive(who + "&r-historic=true&r-source=s17").files()).containsExactly("aa11");
        }
    }

    @Test
    void case18_expediteBeatsLiveBeatsHistoric() {
        publish("s18", "01d0");
        String all = "name=p&version=1&r-expedite=true&r-live=true&r-historic=true&r-source=s18&count=1";
        assertThat(passive(all).files()).containsExactly("01d0");
        publish("s18", "0e30");
        String expedited = Samples.binary("fa57", "s18", TIME).replaceFirst("\\{", "{\"flags\":{\"expedite\":true},");
        assertThat(HUB.publish("model=binary&sync=true", expedited).status()).isEqualTo(200);
        assertThat(passive(all).files()).containsExactly("fa57");
        assertThat(passive(all).files()).containsExactly("0e30");
        assertThat(passive(all).files()).containsExactly("0e30");
    }

    @Test
    void case21_finishedTaskIsForgottenAndAHeartbeatKeepsIt() {
        String key = publish("s21", "aa11").at("/ok/0/kafka_key").asText();
        String query = "name=worker&version=1&r-historic=true&r-source=s21&deadline=1";
        JsonNode event = active(query).events().get(0);
        assertThat(event.get("dequeued").asText()).matches(key + "\\.worker\\.1\\.[0-9]+");
        assertThat(inFlight("worker")).isEqualTo(1);
        for (int i = 0; i < 5; i++) { // five seconds, longer than the lease
            status(event, "heartbeat");
            assertThat(active(query).events()).isEmpty();
        }
        status(event, "completed");
        assertThat(inFlight("worker")).isZero();
        assertThat(active(query.replace("deadline=1", "deadline=4")).events()).isEmpty();
    }

    @Test
    void case22_unfinishedTaskComesAgainAndIsReportedLostInTheEnd() {
        publish("s22", "aa11");
        String query = "name=sleeper&version=1&r-historic=true&r-source=s22&deadline=10";
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            JsonNode event = active(query).events().get(0);
            assertThat(event.path("retries").asInt()).isEqualTo(i);
            ids.add(event.get("dequeued").asText());
        }
        assertThat(ids).doesNotHaveDuplicates();
        await().atMost(Duration.ofSeconds(15)).until(() -> !lost(ids.get(1)).isEmpty());
        StatusEvent status = lost(ids.get(1)).get(0);
        assertThat(status.getAuthor().getName()).isEqualTo("sleeper");
        assertThat(status.getEntity().getStatus()).isEqualTo("error-network");
        assertThat(active(query.replace("deadline=10", "deadline=4")).events()).isEmpty();
        assertThat(lost(ids.get(1))).hasSize(1);
    }

    @Test
    void case25_readersDoNotGetWhatWasDeletedAndATombstoneTakesItsPlace() {
        String key = publish("s25", "aa11").at("/ok/0/kafka_key").asText();
        publish("s25", "bb22");
        String deletion = "{\"model_version\":6,\"timestamp\":\"" + TIME
                + "\",\"author\":{\"name\":\"ann\",\"category\":\"user\"},"
                + "\"action\":\"ids\",\"entity\":{\"reason\":\"test\",\"ids\":{\"ids\":[\"" + key + "\"]}}}";
        assertThat(HUB.publish("model=delete&sync=true", deletion).status()).isEqualTo(200);

        Fetched fetched = passive("name=p&version=1&r-historic=true&r-source=s25&count=2&deadline=3");

        assertThat(fetched.files()).containsExactly("bb22");
        assertThat(fetched.info().at("/filters/FilterPreviouslyDeleted-deleted").asInt())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(10)).until(() -> HUB.records("s25.binary.sourced").stream()
                .anyMatch(each -> each.value() == null && key.equals(each.key())));
        assertThat(passive("name=q&version=1&r-historic=true&r-source=s25").files())
                .containsExactly("bb22");
    }

    @Test
    void case34_debugHasItsOwnCursorAndResetBeginsAnew() {
        publish("s34", "aa11");
        String query = "name=p&version=1&r-historic=true&r-source=s34&deadline=2";
        assertThat(passive(query).files()).containsExactly("aa11");
        assertThat(passive(query + "&debug=true").files()).containsExactly("aa11");
        assertThat(passive(query).files()).isEmpty();
        assertThat(passive(query + "&reset=true").files()).containsExactly("aa11");
        assertThat(passive(query).files()).isEmpty();
    }

    @Test
    void case40_groupsAreNamedAsTheScalerExpectsAndReadersAreListed() throws Exception {
        publish("s40", "aa11");
        passive("name=Unzip&version=1&deployment_key=dk&r-historic=true&r-live=true&r-source=s40&deadline=1");
        try (Admin admin = HUB.kafka().admin()) {
            assertThat(admin.listConsumerGroups().all().get())
                    .extracting(ConsumerGroupListing::groupId)
                    .contains(
                            "test01-azul-Unzip-1-binary-s40-alltype-LH-live",
                            "test01-azul-Unzip-1-binary-s40-alltype-LH-historic");
        }
        JsonNode reader = reader("Unzip");
        assertThat(reader.get("kafka_prefix").asText()).isEqualTo("Unzip-1-binary");
        assertThat(reader.get("deployment_key").asText()).isEqualTo("dk");
        assertThat(reader.at("/queues/historic/lag").asLong()).isBetween(0L, 1L);
    }

    @Test
    void longPollsOfManyClientsHoldNoThreads() {
        String query = "/api/v2/event/binary/passive?r-live=true&r-source=s41&deadline=3&version=1&name=";
        assertThat(Fetched.of(HUB.get(query + "first")).events()).isEmpty();
        int before = Thread.activeCount();
        List<CompletableFuture<EventHub.Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(HUB.begin(query + "first"));
        }
        await().until(() -> reader("first").get("waiting").asInt() == 20);
        assertThat(Thread.activeCount() - before).isLessThan(20);
        waiting.forEach(each -> assertThat(Fetched.of(each.join()).events()).isEmpty());
    }

    private static JsonNode publish(String source, String file) {
        EventHub.Answer answer =
                HUB.publish("model=binary&sync=true&include_ok=true", Samples.binary(file, source, TIME));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static void status(JsonNode input, String status) {
        String text = "{\"model_version\":6,\"timestamp\":\"" + TIME
                + "\",\"author\":{\"name\":\"worker\",\"version\":\"1\",\"category\":\"plugin\"},\"entity\":{\"status\":\""
                + status + "\",\"input\":" + input + "}}";
        EventHub.Answer answer = HUB.publish("model=status&sync=true", text);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static List<StatusEvent> lost(String task) {
        return HUB.records("system.status").stream()
                .map(each -> (StatusEvent) new EventAvro().read(Model.STATUS, each.value()))
                .filter(each -> each.getEntity().getError().equals("lost task: " + task))
                .toList();
    }

    private static int inFlight(String name) {
        return reader(name).get("in_flight").asInt();
    }

    private static JsonNode reader(String name) {
        for (JsonNode reader : HUB.get("/api/v2/readers").json().get("readers")) {
            if (reader.get("name").asText().equals(name)) {
                return reader;
            }
        }
        throw new AssertionError("no reader " + name);
    }

    private static Fetched passive(String query) {
        return Fetched.of(HUB.get("/api/v2/event/binary/passive?" + query));
    }

    private static Fetched active(String query) {
        return Fetched.of(HUB.get("/api/v2/event/binary/active?" + query));
    }
}
