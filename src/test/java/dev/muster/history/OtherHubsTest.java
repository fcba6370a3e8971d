package dev.muster.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ResultCode;
import dev.muster.store.Database;
import dev.muster.store.PostgresServer;
import dev.muster.store.StoreTest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hubs, each with its own connections, over one real PostgreSQL. */
class OtherHubsTest extends StoreTest {
    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private static final Duration SOON = Duration.ofSeconds(5); // a regular look comes every 10 s
    private static final Duration LONG = Duration.ofMinutes(5);

    private Database database;
    private HistoryStore here;
    private HistoryStore there;

    @BeforeEach
    void twoHubs() {
        String url = freshUrl(Engine.POSTGRESQL);
        database = open(url);
        here = new HistoryStore(database, Clock.systemUTC());
        there = new HistoryStore(open(url), Clock.systemUTC());
        closing(new OtherHubs(database, here));
        awaitListening();
    }

    @Test
    void whoeverWaitsHereIsWokenByARowOfTheOtherHub() {
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Map<String, Object>> answer = wait("t" + i);
            there.write("t" + i, ResultCode.OK, "done");
            assertThat(answer).succeedsWithin(Duration.ofSeconds(2)).satisfies(found -> assertThat(found)
                    .containsEntry("message", "Logs found"));
        }
        assertThat(here.wakeups().size()).isZero();
    }

    @Test
    void whoeverFollowsATokenHereSeesEachRowOfBothHubsOnceAndInOrder() {
        Following reader = new Following();
        new Feed(here, ForkJoinPool.commonPool()).rows("t", 0).subscribe(reader);
        reader.request(Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            (i % 2 == 0 ? here : there).write("t", ResultCode.CONTINUE, "m");
        }

        Awaitility.await().atMost(SOON).until(() -> reader.ids.size() == 100);
        assertThat(reader.ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void moreTokensThanANoticeCanNameWakeAll() {
        CompletableFuture<Map<String, Object>> answer = wait("token-977");
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(new Entry("token-" + i, 2, 1, false, "{}", null));
        }
        there.store(new Change(many, null));

        assertThat(answer).succeedsWithin(SOON);
    }

    @Test
    void aLostConnectionHidesNothingAndIsMadeAgain() {
        CompletableFuture<Map<String, Object>> meanwhile = wait("meanwhile");
        database.read(handle -> handle.createQuery("select pg_terminate_backend(pid)::text from pg_stat_activity where "
                        + "datname = current_database() and query = 'listen muster_history'")
                .mapTo(String.class)
                .list());
        there.write("meanwhile", ResultCode.OK, "done");
        assertThat(meanwhile).succeedsWithin(SOON);

        awaitListening();
        CompletableFuture<Map<String, Object>> later = wait("later");
        there.write("later", ResultCode.OK, "done");
        assertThat(later).succeedsWithin(Duration.ofSeconds(2));
    }

    @Test
    void aDatabaseThatCrashedIsListenedToAgain() {
        CompletableFuture<Map<String, Object>> answer = wait("t");
        SERVER.crashAndRestart(() -> assertThat(answer).isNotDone());
        Awaitility.await("connections")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> {
                    there.write("t", ResultCode.OK, "done");
                    return true;
                });

        assertThat(answer).succeedsWithin(SOON);
    }

    private CompletableFuture<Map<String, Object>> wait(String token) {
        return new Lookup(here, HistorySettings.DEFAULT, ForkJoinPool.commonPool())
                .await(token, Map.of(), LONG)
                .toCompletableFuture();
    }

    private void awaitListening() {
        Awaitility.await("the listening connection")
                .atMost(Duration.ofSeconds(20))
                .until(() -> database.read(handle -> handle.createQuery(
                                        "select count(*) from pg_stat_activity where datname = current_database()"
                                                + " and query = 'listen muster_history' and state = 'idle'")
                                .mapTo(Integer.class)
                                .one())
                        == 1);
    }
}
