package dev.muster;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.LifecycleStrategySupport;

/** Opens the door when all routes run, and closes everything after the last of them has ended. */
final class Lifecycle extends LifecycleStrategySupport implements ExtendedStartupListener {
    private final MusterConfiguration program;

    Lifecycle(MusterConfiguration program) {
        this.program = program;
    }

    void follow(CamelContext context) {
        context.addLifecycleStrategy(this);
        try {
            context.addStartupListener(this);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // routes may not run yet
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        program.opened();
    }

    @Override
    public void onContextStopping(CamelContext context) {
        program.closing();
    }

    @Override
    public void onContextStopped(CamelContext context) {
        program.closed();
    }
}
