package dev.envelope.vault;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a standby may send its callers: the token goes there too, so only to hosts that were named, and never from TLS to plain
 * HTTP.
 *
 * @param origin the address of the server, to which a redirect is always allowed
 * @param allowed further hosts, as {@code host} for any port or as {@code host:port}, in lower case
 * @param insecureHttp whether plain HTTP to another machine is allowed
 */
record Redirects(URI origin, Set<String> allowed, boolean insecureHttp) {

    Redirects {
        allowed = Set.copyOf(allowed);
    }

    /** Is this a status that sends the caller elsewhere? */
    static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 307 || status == 308;
    }

    /**
     * The address that a redirect leads to.
     *
     * @throws CallFailure if that may not be asked
     */
    URI follow(URI asked, Optional<String> location) throws CallFailure {
        URI target;
        try {
            target = asked.resolve(location.orElse(""));
        } catch (IllegalArgumentException e) {
            throw misconfigured("the server redirects to what is no address", e);
        }
        if (location.isEmpty() || target.getHost() == null) {
            throw misconfigured("the server redirects to what is no address", null);
        }
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals(asked.getScheme()) && !scheme.equals("https")) {
            throw misconfigured(
                    "the server redirects to " + authority(target) + " by " + scheme
                            + ", and the token goes by TLS only",
                    null);
        }
        if (!authority(target).equals(authority(origin))
                && !allowed.contains(authority(target))
                && !allowed.contains(host(target))) {
            throw misconfigured(
                    "the server redirects to " + authority(target)
                            + ", which is none of the hosts that redirectingTo(...) allows",
                    null);
        }
        if (scheme.equals("http") && !insecureHttp && !isThisMachine(target.getHost())) {
            throw misconfigured(
                    "the server redirects to " + authority(target)
                            + " by plain HTTP, which only insecureAllowHttp() allows to another machine",
                    null);
        }
        return target;
    }

    static boolean isThisMachine(String host) {
        try {
            // a literal address or localhost; any other name might mean another machine tomorrow
            boolean literal = host.matches("[0-9.]+|\\[.*]");
            return host.equalsIgnoreCase("localhost")
                    || (literal && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Host and port, never user information. */
    static String authority(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return host(uri) + ":" + port;
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static CallFailure misconfigured(String detail, @Nullable Throwable cause) {
        return new CallFailure(CallFailure.Kind.MISCONFIGURED, detail, cause);
    }
}
