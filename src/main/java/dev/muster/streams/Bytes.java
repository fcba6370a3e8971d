package dev.muster.streams;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Bytes that are all here, given as one piece when the first is asked for. */
record Bytes(ByteBuffer content) implements Publisher<ByteBuffer> {
    @Override
    public void subscribe(Subscriber<? super ByteBuffer> reader) {
        reader.onSubscribe(new Subscription() {
            private boolean over;

            @Override
            public void request(long pieces) {
                if (!over) {
                    over = true;
                    if (content.hasRemaining()) {
                        reader.onNext(content.duplicate());
                    }
                    reader.onComplete();
                }
            }

            @Override
            public void cancel() {
                over = true;
            }
        });
    }
}
