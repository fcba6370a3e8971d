package dev.muster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** The parts of a program: opened in the order in which they were added, closed the other way round, each even when another one failed. */
final class Parts implements Part {
    private final List<Part> parts = new ArrayList<>();

    <P extends Part> P add(P part) {
        parts.add(part);
        return part;
    }

    @Override
    public void opened() {
        parts.forEach(Part::opened);
    }

    @Override
    public void closing() {
        backwards(Part::closing);
    }

    @Override
    public void closed() {
        backwards(Part::closed);
    }

    private void backwards(Consumer<Part> step) {
        List<Part> order = new ArrayList<>(parts);
        Collections.reverse(order);
        RuntimeException failed = null;
        for (Part part : order) {
            try {
                step.accept(part);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
