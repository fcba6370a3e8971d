package dev.muster.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The life of an engine's process. Its program starts it as {@code java ... <directory> <port>}, reads {@code ready <port>} from its
 * standard output, and ends it by closing its standard input, which the system does as well when the program is killed. Everything else goes
 * to standard error.
 */
public final class Engine {
    /** Another process uses the directory. */
    public static final int DIRECTORY_IN_USE = 3;

    /** Another process uses the wanted port. */
    public static final int PORT_IN_USE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

    private final Server server;
    private final Path directory;
    private boolean running;

    /** What runs in the process. */
    public interface Server {
        /** Starts on that port of loopback with its data in the directory; returns when clients are served. */
        void start(Path directory, int port) throws Exception;

        /** Ends in order. */
        void stop() throws Exception;
    }

    private Engine(Server server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /** Runs until standard input ends or the process is told to stop. */
    public static void run(String[] arguments, Server server) throws Exception {
        PrintStream program = System.out;
        System.setOut(System.err);
        // Ctrl-C reaches every process of a terminal; the program stops its engines itself, when it needs them no more
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        Engine engine = new Engine(server, directory);
        thread("input", Engine::endWithProgram);
        Runtime.getRuntime().addShutdownHook(new Thread(engine::stop, "stop"));
        FileLock lock = engine.lock();
        int port = engine.start(Integer.parseInt(arguments[1]));
        program.println("ready " + port);
        program.flush();
        synchronized (lock) {
            while (true) {
                lock.wait();
            }
        }
    }

    /** A program that was killed and started again meets its own former engine, which is about to end. */
    private FileLock lock() throws IOException, InterruptedException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() > deadline) {
                System.err.println("directory '" + directory + "' is used by another process");
                System.exit(DIRECTORY_IN_USE);
            }
            Thread.sleep(50);
        }
    }

    private synchronized int start(int wanted) throws Exception {
        int port = wanted > 0 ? wanted : remembered();
        if (!Ports.free(port)) {
            if (wanted > 0) {
                System.err.println("port " + wanted + " is used by another process");
                System.exit(PORT_IN_USE);
            }
            port = Ports.choose();
        }
        running = true;
        server.start(directory, port);
        Files.writeString(directory.resolve("port"), String.valueOf(port));
        return port;
    }

    private int remembered() throws IOException {
        Path file = directory.resolve("port");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).trim()) : Ports.choose();
        } catch (NumberFormatException e) {
            return Ports.choose();
        }
    }

    private void stop() {
        thread("patience", Engine::haltLater);
        synchronized (this) {
            if (!running) {
                return;
            }
            running = false;
            try {
                server.stop();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }
    }

    private static void endWithProgram() {
        try {
            while (System.in.read() >= 0) {
                // only the end counts
            }
        } catch (IOException e) {
            System.err.println("standard input is broken: " + e.getMessage());
        }
        System.exit(0);
    }

    private static void haltLater() {
        try {
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
