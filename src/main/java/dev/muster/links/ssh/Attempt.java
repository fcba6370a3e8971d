package dev.muster.links.ssh;

import java.io.IOException;

/** One try of a copy; a broken link is a reason for another, which goes on where this one stopped. Blocks. */
interface Attempt {
    /** Fails with {@link IOException} when another try may help, with {@link CopyFailure} when not. */
    CopyReport run() throws IOException;
}
