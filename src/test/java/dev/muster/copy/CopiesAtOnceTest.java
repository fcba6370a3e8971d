package dev.muster.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that meet on their node, often enough for their steps to interleave. */
class CopiesAtOnceTest {
    private static final int ROUNDS = 40;

    @TempDir
    Path root;

    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site(root, 100_000);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void treesGoToPlacesWhoseParentsNoneOfThemFinds() throws Exception {
        Path tree = tree("tree", 4);
        for (int round = 0; round < ROUNDS; round++) {
            Path parent = site.node.resolve("round " + round + "/deep/er");
            List<Path> places = List.of(parent.resolve("a"), parent.resolve("b"), parent, parent.getParent());
            at(round, places, List.of(tree, tree, tree, tree));
            for (Path place : places) {
                assertThat(Site.tree(place)).containsAllEntriesOf(Site.tree(tree));
            }
        }
    }

    @Test
    void treesWithTheSameDirectoriesGoToTheSamePlace() throws Exception {
        List<Path> trees = List.of(tree("one", 3), tree("two", 5), tree("three", 7));
        for (int round = 0; round < ROUNDS; round++) {
            Path place = site.node.resolve("round " + round);
            at(round, List.of(place, place, place), trees);
            for (Path tree : trees) {
                site.copy("again " + round + tree.getFileName(), tree, place);
                assertThat(Site.tree(place)).containsAllEntriesOf(Site.tree(tree));
            }
        }
    }

    @Test
    void filesGoToTheSamePlace() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            files.add(Files.write(site.hub.resolve("file" + i), CopyTest.random(3000, i)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            Path place = site.node.resolve("round " + round);
            at(round, List.of(place, place, place, place), files);
            for (Path file : files) {
                site.copy("again " + round + file.getFileName(), file, place);
                assertThat(place).hasSameBinaryContentAs(file);
            }
        }
    }

    private void at(int round, List<Path> places, List<Path> sources) throws Exception {
        List<CompletableFuture<Outcome>> copies = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            copies.add(site.sender.copy(
                    round + "-" + i, "2", Site.body(sources.get(i), places.get(i)), site.link(), Site.SILENT));
        }
        for (CompletableFuture<Outcome> copy : copies) {
            Outcome outcome = copy.get(30, TimeUnit.SECONDS);
            assertThat(outcome.message()).isEmpty();
            assertThat(outcome.state()).isEqualTo(Outcome.State.DONE);
        }
    }

    private Path tree(String name, int seed) throws IOException {
        Path top = Files.createDirectories(site.hub.resolve(name));
        for (int i = 0; i < 5; i++) {
            Files.createDirectories(top.resolve("dir" + i));
            Files.write(top.resolve("dir" + i + "/same"), CopyTest.random(1000, seed));
            Files.write(top.resolve("dir" + i + "/" + name), CopyTest.random(1000, seed));
        }
        return top;
    }
}
