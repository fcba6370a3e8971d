package dev.muster.command;

import java.net.URI;

/** HTTP addresses given on the command line. */
final class Addresses {
    private Addresses() {}

    /** The address without a slash at its end, refused when it is not an absolute http or https one. */
    static URI http(String option, String text) {
        String address = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(option + " '" + text + "' is not an address; write http://HOST:PORT", e);
        }
        throw CommandException.usage(option + " '" + text + "' is not an http address; write http://HOST:PORT");
    }
}
