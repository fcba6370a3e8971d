package dev.muster;

import dev.muster.events.publish.StreamCopy;
import dev.muster.streams.StreamKey;
import dev.muster.streams.StreamProblem;
import dev.muster.streams.StreamService;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Copies streams for events that go to another source.
 *
 * @param service where streams are kept
 * @param limit how long a copy may take
 */
record StreamCopies(StreamService service, Duration limit) implements StreamCopy {
    @Override
    public void copy(String fromSource, String toSource, String label, String sha256) throws IOException {
        if (fromSource.equals(toSource)) {
            return;
        }
        try {
            service.streams()
                    .copy(StreamKey.of(fromSource, label, sha256), StreamKey.name("source", toSource))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (StreamProblem e) {
            throw new IOException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("the store did not copy it within " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
