package dev.envelope.vault;

import static java.util.Objects.requireNonNull;

import dev.envelope.kek.Deadline;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * How a program gets the token that Vault asks for.
 *
 * <pre>{@code
 * VaultAuth auth = VaultAuth.kubernetes("cards"); // the role; the pod's own account is the credential
 * }</pre>
 *
 * <p>Nothing is asked of Vault before the first call needs a token. A token that a login gave is renewed before it expires; where
 * it can't be renewed any longer, or is refused, the client logs in again. A token that was given is renewed as long as that is
 * possible, and then it is at its end: prefer a login.
 *
 * <p>Immutable, safe for use by several threads, and shows no credential in {@code toString}.
 */
public abstract sealed class VaultAuth permits GivenToken, TokenFile, Login {

    private static final Pattern MOUNT =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    VaultAuth() {}

    /**
     * A token that the program has, such as one from its environment. It is renewed if it is renewable.
     *
     * @param token the token
     * @return the way to authenticate
     * @throws IllegalArgumentException if it is blank or has characters that no token has
     */
    public static VaultAuth token(String token) {
        return new GivenToken(requireToken(token.strip()));
    }

    /**
     * A file that something else keeps a good token in, such as the sink of a Vault Agent. It is read again after 5 seconds, and
     * at once when its token is refused. The token is not renewed: that is left to whoever writes the file.
     *
     * @param file the file, which holds a token and perhaps white space around it
     * @return the way to authenticate
     */
    public static VaultAuth tokenFile(Path file) {
        return new TokenFile(file);
    }

    /**
     * AppRole with a role id and a secret id. Where its secret id may be used only so often, the client can't log in again after
     * that: it needs one that may be used for as long as the program runs.
     *
     * @param roleId the role id
     * @param secretId the secret id
     * @return the way to authenticate
     */
    public static VaultAuth appRole(String roleId, String secretId) {
        requireNonNull(roleId, "roleId");
        requireNonNull(secretId, "secretId");
        return new Login("approle", new AppRole(roleId, (calls, mount, deadline) -> secretId));
    }

    /**
     * AppRole with a secret id in a file, which is read at each login.
     *
     * @param roleId the role id
     * @param secretId the file with the secret id
     * @return the way to authenticate
     */
    public static VaultAuth appRole(String roleId, Path secretId) {
        requireNonNull(roleId, "roleId");
        CredentialFile file = new CredentialFile(secretId);
        return new Login("approle", new AppRole(roleId, (calls, mount, deadline) -> file.read()));
    }

    /**
     * AppRole with a response-wrapped secret id: the file holds a wrapping token, which works once. It is unwrapped at the first
     * login, and the secret id is kept in memory for the next ones. If someone else has unwrapped it before, the login fails and
     * says so: then the secret id is known to someone else.
     *
     * @param roleId the role id
     * @param wrappingToken the file with the wrapping token
     * @return the way to authenticate
     */
    public static VaultAuth appRoleWrapped(String roleId, Path wrappingToken) {
        requireNonNull(roleId, "roleId");
        return new Login("approle", new AppRole(roleId, new WrappedSecretId(new CredentialFile(wrappingToken))));
    }

    /**
     * The service account of a Kubernetes pod, from the place where Kubernetes puts its token.
     *
     * @param role the role of Vault's Kubernetes auth method
     * @return the way to authenticate
     */
    public static VaultAuth kubernetes(String role) {
        return kubernetes(role, Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"));
    }

    /**
     * The service account of a Kubernetes pod. Its token is read at each login, because Kubernetes replaces it.
     *
     * @param role the role of Vault's Kubernetes auth method
     * @param serviceAccountToken the file with the token, such as that of a projected volume
     * @return the way to authenticate
     */
    public static VaultAuth kubernetes(String role, Path serviceAccountToken) {
        requireNonNull(role, "role");
        CredentialFile file = new CredentialFile(serviceAccountToken);
        return new Login("kubernetes", (calls, mount, deadline) -> Map.of("role", role, "jwt", file.read()));
    }

    /**
     * Any other auth method whose login is a {@code POST} of some fields to {@code auth/<mount>/login}: JWT, TLS certificates, and
     * others.
     *
     * <pre>{@code
     * VaultAuth.login("jwt", () -> Map.of("role", "cards", "jwt", identity.token()));
     * }</pre>
     *
     * @param mount where the auth method is mounted, without {@code auth/}
     * @param fields the fields, asked for at each login; what it throws fails the login
     * @return the way to authenticate
     * @throws IllegalArgumentException if the mount is no path
     */
    public static VaultAuth login(String mount, Supplier<Map<String, String>> fields) {
        requireNonNull(fields, "fields");
        return new Login(requireMount(mount), (calls, at, deadline) -> Map.copyOf(fields.get()));
    }

    /**
     * The same, where the auth method is mounted elsewhere than at the path that it has by default.
     *
     * @param mount where it is mounted, without {@code auth/}
     * @return another way to authenticate
     * @throws IllegalArgumentException if the mount is no path
     * @throws IllegalStateException if this is no login
     */
    public VaultAuth mountedAt(String mount) {
        throw new IllegalStateException("Only a login has a mount, and this is " + this);
    }

    /** Gets a token. */
    abstract Token obtain(AuthCalls calls, Deadline deadline) throws CallFailure;

    /** Whether {@link #obtain} may give another token than it gave last. */
    abstract boolean canReplace();

    /** Whether a token is this program's alone, to be revoked when it is done. */
    abstract boolean ownsToken();

    static String requireMount(String mount) {
        if (!MOUNT.matcher(mount).matches()) {
            throw new IllegalArgumentException(
                    "'" + mount + "' can't be a mount: it is a path such as transit or team/approle");
        }
        return mount;
    }

    /** Whether a text can be a token, and so the value of a header. */
    static boolean canBeSent(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static String requireToken(String token) {
        if (!canBeSent(token)) {
            throw new IllegalArgumentException("The token is blank, or has characters that no token has");
        }
        return token;
    }
}
