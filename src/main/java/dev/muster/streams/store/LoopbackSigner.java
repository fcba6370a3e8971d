package dev.muster.streams.store;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs requests to a server on this machine without the SHA-256 of their bodies, as the client does by itself over TLS. Nobody can change a body on loopback, and the server
 * would hold each part in memory until its hash is known. Thread-safe.
 */
final class LoopbackSigner implements AwsV4HttpSigner, AwsV4AuthScheme {
    private static final String ENCRYPTED = "https";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** Whether an endpoint is plain HTTP on this machine. */
    static boolean fits(URI endpoint) {
        String host = String.valueOf(endpoint.getHost());
        return "http".equals(endpoint.getScheme())
                && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}"));
    }

    @Override
    public String schemeId() {
        return SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return this;
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        SignedRequest signed = signer.sign(request.toBuilder()
                .request(encrypted(request.request()))
                .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .build());
        return SignedRequest.builder()
                .request(plain(signed.request(), request.request()))
                .payload(signed.payload().orElse(null))
                .build();
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        return signer.signAsync(request.toBuilder()
                        .request(encrypted(request.request()))
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .build())
                .thenApply(signed -> AsyncSignedRequest.builder()
                        .request(plain(signed.request(), request.request()))
                        .payload(signed.payload().orElse(null))
                        .build());
    }

    /** The client hashes bodies whenever it sees plain HTTP; nothing that is signed depends on it. */
    private static SdkHttpRequest encrypted(SdkHttpRequest request) {
        return request.toBuilder().protocol(ENCRYPTED).port(request.port()).build();
    }

    private static SdkHttpRequest plain(SdkHttpRequest signed, SdkHttpRequest before) {
        return signed.toBuilder()
                .protocol(before.protocol())
                .port(before.port())
                .build();
    }
}
