package dev.muster.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanOutTest {
    @TempDir
    Path root;

    private final AtomicInteger tokens = new AtomicInteger();
    private final Rows rows = new Rows();

    @Test
    void eachNodeGetsACopyUnderATokenOfItsOwn() throws Exception {
        Map<String, Site> sites = new HashMap<>();
        for (String node : List.of("2", "5")) {
            sites.put(node, new Site(root.resolve(node), 1000));
        }
        Path source = Files.write(root.resolve("f"), CopyTest.random(5000, 1));
        try (Site from = new Site(root.resolve("from"), 1000)) {
            FanOut out = new FanOut(
                    rows,
                    () -> "t" + tokens.incrementAndGet(),
                    (token, target, data) -> from.sender.copy(
                            token,
                            target,
                            Map.of(
                                    "content",
                                    Map.of(
                                            "source",
                                            source.toString(),
                                            "destination",
                                            sites.get(target).node.resolve("f").toString())),
                            sites.get(target).link(),
                            Site.SILENT));
            assertThat(out.start("all", List.of("2", "5", "2"), Map.of())).isEqualTo(Map.of("2", "t1", "5", "t2"));
            Awaitility.await().until(() -> rows.codes("all").contains(2));
        }
        assertThat(rows.codes("all")).containsExactly(0, 2);
        assertThat(rows.last("all")).isEqualTo("remote copy finished on 2 nodes");
        assertThat(rows.rows.get(0).data().get("tokens")).isEqualTo(Map.of("2", "t1", "5", "t2"));
        for (Site site : sites.values()) {
            assertThat(site.node.resolve("f")).hasSameBinaryContentAs(source);
            site.close();
        }
    }

    @Test
    void oneFailureIsNamedAndDoesNotKeepTheOthers() {
        FanOut out = new FanOut(rows, () -> "t" + tokens.incrementAndGet(), (token, target, data) -> {
            if (target.equals("3")) {
                throw new IllegalStateException("no way to 3");
            }
            return target.equals("4")
                    ? CompletableFuture.failedFuture(new IllegalStateException("4 is gone"))
                    : CompletableFuture.completedFuture(new Outcome(Outcome.State.DONE, "", 7));
        });
        out.start("all", List.of("2", "3", "4"), Map.of());
        assertThat(rows.codes("all")).containsExactly(0, 1);
        assertThat(rows.last("all")).isEqualTo("remote copy failed on 2 of 3 nodes");
        assertThat(rows.lastRow("all").get("nodes"))
                .isEqualTo(Map.of(
                        "2", Map.of("state", "done", "bytes", 7L),
                        "3", Map.of("state", "failed", "message", "no way to 3", "bytes", 0L),
                        "4", Map.of("state", "failed", "message", "4 is gone", "bytes", 0L)));
    }
}
