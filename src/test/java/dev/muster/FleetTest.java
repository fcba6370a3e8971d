package dev.muster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import java.nio.file.Path;
class FleetTest {
    @Test void boots(@TempDir Path dir) {
        try (Fleet fleet = new Fleet(dir)) {
            long t = System.nanoTime();
            fleet.hub("hub"); fleet.relay("w1", "hub"); fleet.relay("w2", "hub"); fleet.leaf("001", "w1"); fleet.leaf("003", "w2");
            System.err.println("fleet ms " + (System.nanoTime()-t)/1000000);
            System.err.println(fleet.send("hub","GET","/operations","").text());
            System.err.println(fleet.call("hub","test.hello","{}").text());
            System.err.println(fleet.call("hub","test.hello","{\"target\":{\"nodes\":[\"001\",\"ghost\"]}}").text());
            System.err.println(fleet.call("w1","test.hello","{\"target\":{\"nodes\":[\"003\"]}}"));
            System.err.println(fleet.call("w1","test.hello","{\"targe\":{\"nodes\":[\"003\"]}}"));
            System.err.println(fleet.call("w1","test.hallo","{}"));
            System.err.println(fleet.send("w1","GET","/health",""));
        }
    }
}
