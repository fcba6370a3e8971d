package dev.muster;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;

/** Says in one line why the program could not start (design section 3: fail at start or not at all). */
final class StartFailure {
    private StartFailure() {}

    static MusterException explain(Throwable thrown) {
        String culprit = "";
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof MusterException muster) {
                return muster;
            }
            if (at instanceof FailedToCreateRouteException route) {
                culprit = "route '" + route.getRouteId() + "': ";
            } else if (at instanceof FailedToStartRouteException route) {
                culprit = "route '" + route.getRouteId() + "': ";
            } else if (at instanceof NoSuchBeanException bean) {
                return new MusterException(
                        ErrorCode.CONFIGURATION,
                        culprit + "there is no bean '" + bean.getName() + "'; correct the route file",
                        thrown);
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new MusterException(ErrorCode.CONFIGURATION, culprit + root.getMessage(), thrown);
    }
}
