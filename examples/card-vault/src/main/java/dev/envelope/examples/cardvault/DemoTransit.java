package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.envelope.EnvelopeCipher;
import dev.envelope.vault.ContextBinding;
import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import dev.envelope.vault.VaultTransitKey;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A key of Vault's Transit engine, and three programs that log in by AppRole, each with a policy of its own. Engine, auth method
 * and policies are made for one run in a Vault that is there, and removed when it is closed or the JVM ends.
 *
 * <p>The key is derived and bound by {@link ContextBinding#DERIVED_KEY}: only then does Transit rewrap what is bound to its
 * context, so that the rewrapper needs no right to decrypt.
 */
final class DemoTransit implements DemoKeyService {

    /** The name of the key in Transit. */
    static final String KEY = "cards";

    static final String API = "api";
    static final String PROCESSOR = "processor";
    static final String REWRAPPER = "rewrapper";

    private final Lock closing = new ReentrantLock();
    private final Narrator narrator;
    private final VaultAdmin admin;

    /** Where the engine and the auth method are mounted, and what the names of the policies begin with. */
    private final String mount = "card-vault-" + UUID.randomUUID().toString().substring(0, 8);

    private final List<VaultClient> clients = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final Map<String, EnvelopeCipher> ciphers = new LinkedHashMap<>();
    private boolean isClosed;

    /**
     * How long the tokens of the programs live.
     *
     * @param ttl from a login or renewal on
     * @param maxTtl from a login on, however often it is renewed
     */
    record TokenLife(Duration ttl, Duration maxTtl) {

        static final TokenLife USUAL = new TokenLife(Duration.ofMinutes(20), Duration.ofHours(1));
    }

    private DemoTransit(Narrator narrator, VaultAdmin admin) {
        this.narrator = narrator;
        this.admin = admin;
    }

    /** Makes an engine with a key, and a role and a policy for each program. */
    static DemoTransit open(Narrator narrator, VaultAdmin admin, TokenLife life) throws IOException {
        DemoTransit transit = new DemoTransit(narrator, admin);
        Runtime.getRuntime().addShutdownHook(new Thread(transit::close));
        try {
            transit.prepare(life);
            return transit;
        } catch (IOException | RuntimeException e) {
            transit.close();
            throw e;
        }
    }

    private void prepare(TokenLife life) throws IOException {
        make("sys/mounts/" + mount, Map.of("type", "transit"));
        admin.write(mount + "/keys/" + KEY, Map.of("type", "aes256-gcm96", "derived", true));
        make("sys/auth/" + mount, Map.of("type", "approle"));
        logIn(API, may("update", "encrypt"), life);
        logIn(PROCESSOR, may("update", "decrypt"), life);
        logIn(REWRAPPER, may("update", "rewrap") + may("read", "keys"), life);
    }

    @Override
    public List<String> describe() throws IOException {
        return List.of(
                "KEK        'cards' is " + mount + "/keys/" + KEY + ", a derived key in the Transit engine",
                "             of " + admin.server().address() + " (version "
                        + admin.read("sys/health").path("version").asText() + "), made for this run, where",
                "             the API may encrypt, the processor may decrypt, the rewrapper may rewrap and",
                "             read the key's settings, by an AppRole and a policy for each");
    }

    @Override
    public EnvelopeCipher api() {
        return cipher(API);
    }

    @Override
    public EnvelopeCipher processor() {
        return cipher(PROCESSOR);
    }

    @Override
    public EnvelopeCipher rewrapper() {
        return cipher(REWRAPPER);
    }

    @Override
    public Map<String, EnvelopeCipher> strangers() {
        return Map.of("someone with a copy of the table and no token", cipherOf(VaultAuth.token("none")));
    }

    @Override
    public void rotate() throws IOException {
        String path = mount + "/keys/" + KEY + "/rotate";
        admin.write(path, Map.of());
        narrator.say("The administrator: vault write -f " + path);
    }

    @Override
    public void retireBefore(int version) throws IOException {
        String path = mount + "/keys/" + KEY + "/config";
        admin.write(path, Map.of("min_decryption_version", version));
        narrator.say("The administrator: vault write " + path + " min_decryption_version=" + version);
    }

    @Override
    public void claimRewrapped(DemoVault vault, int dataKeys) throws SQLException {
        new DemoRefusals(vault)
                .decrypting(
                        "the rewrapper",
                        "Vault rewrapped " + dataKeys + " data keys itself: the rewrapper can have none of them",
                        rewrapper());
    }

    /** Vault itself tells which rights the tokens have that the programs hold now. */
    @Override
    public void account(DemoVault vault) throws IOException {
        narrator.step("The rights of the programs' tokens, as Vault tells them");
        List<String> operations = List.of("encrypt", "decrypt", "rewrap", "keys");
        List<String> paths = operations.stream().map(this::path).toList();
        String row = "%-12s %-10s %-10s %-10s %-10s";
        narrator.say(String.format(row, "program", "encrypt", "decrypt", "rewrap", "keys"));
        IssuedTokens tokens = tokens();
        tokens.observe();
        Map<String, Set<String>> rights = new LinkedHashMap<>();
        for (String program : ciphers.keySet()) {
            JsonNode capabilities = admin.write(
                    "sys/capabilities-accessor", Map.of("accessor", tokens.newest(program), "paths", paths));
            List<String> shown = new ArrayList<>(List.of(program));
            rights.put(program, new HashSet<>());
            for (String operation : operations) {
                String capability =
                        capabilities.at("/data").path(path(operation)).path(0).asText();
                shown.add(capability);
                if (!capability.equals("deny")) {
                    rights.get(program).add(operation);
                }
            }
            narrator.say(String.format(row, shown.toArray()));
        }
        narrator.claim(
                "no program has a right that it does not need, and none can do what another does",
                rights.equals(Map.of(
                        API, Set.of("encrypt"), PROCESSOR, Set.of("decrypt"), REWRAPPER, Set.of("rewrap", "keys"))));
    }

    /** The tokens that the programs were given so far. */
    IssuedTokens tokens() {
        return new IssuedTokens(admin, "auth/" + mount + "/login");
    }

    /** Revokes the tokens and removes what was made; a second call does nothing. */
    @Override
    public void close() {
        closing.lock();
        try {
            isClosed = true;
            clients.forEach(VaultClient::close);
            clients.clear();
            for (String path : made) {
                try {
                    admin.delete(path);
                } catch (IOException e) {
                    System.err.println("Could not remove " + path + " from Vault: " + e.getMessage());
                }
            }
            made.clear();
        } finally {
            closing.unlock();
        }
    }

    /** Not while it is being removed: the JVM may end at any time. */
    private void make(String path, Map<String, ?> fields) throws IOException {
        closing.lock();
        try {
            if (isClosed) {
                throw new IOException("interrupted");
            }
            admin.write(path, fields);
            made.add(path);
        } finally {
            closing.unlock();
        }
    }

    private void logIn(String program, String rules, TokenLife life) throws IOException {
        String policy = mount + "-" + program;
        make("sys/policies/acl/" + policy, Map.of("policy", rules));
        String role = "auth/" + mount + "/role/" + program;
        admin.write(
                role,
                Map.of(
                        "token_policies", policy,
                        "token_ttl", life.ttl().toSeconds(),
                        "token_max_ttl", life.maxTtl().toSeconds()));
        String roleId = admin.read(role + "/role-id").at("/data/role_id").asText();
        String secretId =
                admin.write(role + "/secret-id", Map.of()).at("/data/secret_id").asText();
        ciphers.put(program, cipherOf(VaultAuth.appRole(roleId, secretId).mountedAt(mount)));
    }

    private EnvelopeCipher cipherOf(VaultAuth auth) {
        VaultClient client = admin.server().client(auth);
        clients.add(client);
        return EnvelopeCipher.using(VaultTransitKey.builder(Main.KEK_NAME, client, KEY)
                .mount(mount)
                .binding(ContextBinding.DERIVED_KEY)
                .build());
    }

    private EnvelopeCipher cipher(String program) {
        EnvelopeCipher cipher = ciphers.get(program);
        if (cipher == null) {
            throw new IllegalStateException(program + " has no role");
        }
        return cipher;
    }

    private String may(String capability, String operation) {
        return "path \"" + path(operation) + "\" { capabilities = [\"" + capability + "\"] }\n";
    }

    private String path(String operation) {
        return mount + "/" + operation + "/" + KEY;
    }
}
