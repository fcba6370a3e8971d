package dev.muster.links.ssh;

/** Hears what commands on nodes write while they run, for requests that ask for it. Implementations are thread-safe and never block. */
public interface SshOutput {
    /** Nobody listens. */
    SshOutput NONE = new SshOutput() {
        @Override
        public void follow(String token) {}

        @Override
        public void output(String token, int index, boolean stderr, String text) {}

        @Override
        public void end(String token) {}
    };

    /** From now on the output under this token is wanted. */
    void follow(String token);

    /**
     * Called for each piece.
     *
     * @param index the command's place in its request
     * @param text whole characters of one of its streams
     */
    void output(String token, int index, boolean stderr, String text);

    /** There is no more under this token. */
    void end(String token);
}
