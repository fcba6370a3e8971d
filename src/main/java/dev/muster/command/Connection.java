package dev.muster.command;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say which hub to speak to, and as whom. */
final class Connection {
    /** Name and password. */
    static final class Login {
        @Option(names = "--user", paramLabel = "NAME", required = true, description = "Log in as this user")
        String user = "";

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                required = true,
                description = "File that holds the password")
        Path passwordFile = Path.of("");
    }

    /** One of the ways to prove who calls. */
    static final class Credential {
        @ArgGroup(exclusive = false)
        @Nullable
        Login login;

        @Option(
                names = "--token",
                paramLabel = "T",
                description = "Token of a login; other users of the machine can read it here")
        @Nullable
        String token;

        @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the token of a login")
        @Nullable
        Path tokenFile;
    }

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Hub or relay to call (default: ${DEFAULT-VALUE})")
    private String url = "";

    @ArgGroup
    private @Nullable Credential credential;

    /** A client, logged in when a user was named. */
    HubClient open() {
        URI hub = Addresses.http("--url", url);
        if (credential == null) {
            return HubClient.anonymous(hub);
        }
        if (credential.login != null) {
            return HubClient.login(hub, credential.login.user, Secrets.read(credential.login.passwordFile));
        }
        return HubClient.withToken(
                hub,
                credential.tokenFile == null ? String.valueOf(credential.token) : Secrets.read(credential.tokenFile));
    }
}
