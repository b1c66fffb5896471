package dev.envelope.vault;

import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A server in dev mode, one for the process; Testcontainers removes it when the process ends. */
final class TestContainer {

    static final TestContainer VAULT = new TestContainer("hashicorp/vault:1.21.1", "VAULT");
    static final TestContainer OPENBAO = new TestContainer("openbao/openbao:2.6.2", "BAO");

    private static final String TOKEN = "root-of-tests";
    private static final int PORT = 8200;

    private final GenericContainer<?> container;

    @SuppressWarnings("resource") // removed when the process ends
    private TestContainer(String image, String prefix) {
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT)
                .withEnv(prefix + "_DEV_ROOT_TOKEN_ID", TOKEN)
                .withEnv("SKIP_SETCAP", "true")
                .waitingFor(Wait.forHttp("/v1/sys/health"));
    }

    VaultAdmin admin() {
        container.start(); // does nothing if it runs
        return new VaultAdmin(URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT)), TOKEN);
    }
}
