package dev.envelope.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority of its own, made by the JDK's keytool, and what it signs, as PEM files. */
final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path authorities;

    TestCertificates(Path folder) {
        this.folder = folder;
        this.authorities = folder.resolve("ca.p12");
        keytool(authorities, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Test CA", "-ext", "bc:c");
        write("ca.pem", certificate(authorities, "ca"));
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + "-key.pem");
    }

    /** Signs a certificate for a server or a client. */
    TestCertificates sign(String name, String algorithm, String alternativeNames) {
        Path store = folder.resolve(name + ".p12");
        Path request = folder.resolve(name + ".csr");
        Path signed = folder.resolve(name + ".crt");
        keytool(store, "-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name);
        keytool(store, "-certreq", "-alias", name, "-file", request.toString());
        keytool(
                authorities,
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-ext",
                "san=" + alternativeNames,
                "-ext",
                "eku=serverAuth,clientAuth",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString());
        try {
            write(name + ".pem", Files.readString(signed));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        write(name + "-key.pem", privateKey(store, name));
        return this;
    }

    private String certificate(Path store, String alias) {
        try {
            return pem("CERTIFICATE", load(store).getCertificate(alias).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String privateKey(Path store, String alias) {
        try {
            return pem(
                    "PRIVATE KEY",
                    load(store).getKey(alias, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore load(Path store) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD.toCharArray());
            return loaded;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    private void write(String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(Path store, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + ": " + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
