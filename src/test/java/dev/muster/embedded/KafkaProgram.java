package dev.muster.embedded;

import java.nio.file.Path;

/** A program with a broker that waits to be killed; prints the broker's process id when it serves. */
final class KafkaProgram {
    private KafkaProgram() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), 0, 128L << 20);
        kafka.start();
        kafka.address().toCompletableFuture().get();
        System.out.println(kafka.pid());
        Thread.currentThread().join();
    }
}
