package dev.envelope.cli.files;

import dev.envelope.cli.shell.CliException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A file that appears whole or not at all: written under another name beside it, and given its own when it is complete. What
 * is not complete goes when this is closed, or the program is ended by a signal.
 */
public final class NewFile implements Target {

    private static final FileAttribute<?>[] OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private final Path file;
    private final boolean replaces;
    private final Path written;
    private final Thread atExit;
    private final FileChannel channel;
    private final OutputStream stream;

    private NewFile(Path file, boolean replaces, Path written, Thread atExit, FileChannel channel) {
        this.file = file;
        this.replaces = replaces;
        this.written = written;
        this.atExit = atExit;
        this.channel = channel;
        this.stream = Channels.newOutputStream(channel);
    }

    /**
     * Begins a file.
     *
     * @param name the file
     * @param replace whether to take the place of one that is there
     * @param secret whether it is for its owner's eyes only
     * @return the file, to be written, completed and closed
     * @throws CliException if there is one already that must not or can't be replaced
     * @throws IOException if the folder can't be written to
     */
    static NewFile create(Path name, boolean replace, boolean secret) throws IOException {
        boolean there = requireReplaceable(name);
        if (there && !replace) {
            throw NewName.exists(name, "--force replaces it.");
        }
        // What a link leads to is replaced, not the link.
        Path file = there ? name.toRealPath() : name;
        Path written = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        Thread atExit = new Thread(() -> delete(written), "envelope-unfinished-file");
        remember(atExit);
        boolean open = false;
        try {
            boolean posix = name.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileChannel channel = FileChannel.open(
                    written,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    secret && posix ? OWNER_ONLY : new FileAttribute<?>[0]);
            open = true;
            return new NewFile(file, replace, written, atExit, channel);
        } catch (NoSuchFileException e) {
            throw named(new NoSuchFileException(folder(file)), e);
        } catch (AccessDeniedException e) {
            throw named(new AccessDeniedException(folder(file)), e);
        } finally {
            if (!open) {
                forget(atExit);
            }
        }
    }

    /**
     * Writes a file, in the place of one that may be there.
     *
     * @param name the file
     * @param content all that is to be in it
     * @throws IOException if it can't be written
     */
    public static void write(Path name, byte[] content) throws IOException {
        try (NewFile file = create(name, true, false)) {
            file.stream.write(content);
            file.complete();
        }
    }

    /**
     * Tells early that a file can't be written later by {@link #write}.
     *
     * @param name the file
     * @throws CliException if there is something of that name that can't be replaced
     * @throws IOException if there is no folder for it, or none that can be written to
     */
    public static void requireWritable(Path name) throws IOException {
        requireFolder(name);
        requireReplaceable(name);
    }

    /**
     * Tells early that there is no folder for a file, or none that can be written to.
     *
     * @param name the file
     * @throws IOException if so
     */
    public static void requireFolder(Path name) throws IOException {
        Path folder = name.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder(name));
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder(name));
        }
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void complete() throws IOException {
        channel.force(true);
        channel.close();
        if (replaces) {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            NewName.give(written, file);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(written);
        forget(atExit);
    }

    /** Returns whether there is a file of that name. */
    private static boolean requireReplaceable(Path name) {
        boolean there = Files.exists(name, LinkOption.NOFOLLOW_LINKS);
        if (there && !Files.isRegularFile(name)) {
            throw CliException.usage(name + " is not a file that can be replaced.");
        }
        return there;
    }

    /** The user knows nothing of the other name. */
    private static IOException named(IOException failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }

    private static String folder(Path file) {
        return String.valueOf(file.toAbsolutePath().getParent());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the program is about to end, and no one is left to be told
        }
    }

    private static void remember(Thread atExit) {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program ends already: a report of what was stopped, which close() takes care of
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program ends already, and the file with it
        }
    }
}
